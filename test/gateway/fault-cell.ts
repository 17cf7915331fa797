// One cell of docs/failures.md: a request, a fault, and what the client then sees.
import { env } from 'cloudflare:workers'
import { vi } from 'vitest'
import { digestOf } from '../../src/oci/digest.ts'
import { isDigest } from '../../src/oci/name.ts'
import { emptyLedger } from '../analytics/store.ts'
import type { Fault } from './fault.ts'
import { type World, createWorld, errorOf } from './world.ts'

const NAME = '/v2/cert-manager-controller'
/** How long after the gateway was last well it is asked. */
const LATER_MS = 20_000

export type Subject = {
  name: string
  what: 'tag' | 'digest' | 'blob' | 'tags'
  method: 'GET' | 'HEAD'
  /** Whether the gateway has answered the same before. */
  isKnown: boolean
  blobs: 'direct' | 'resolve'
}

const manifest = { what: 'tag', method: 'GET', isKnown: false, blobs: 'resolve' } as const

/** The other columns. */
export const SUBJECTS: Subject[] = [
  { ...manifest, name: 'by tag' },
  { ...manifest, name: 'by tag, known', isKnown: true },
  { ...manifest, name: 'by digest', what: 'digest' },
  { ...manifest, name: 'by digest, known', what: 'digest', isKnown: true },
  { ...manifest, name: 'HEAD by tag', method: 'HEAD' },
  { ...manifest, name: 'HEAD by tag, known', method: 'HEAD', isKnown: true },
  { ...manifest, name: 'blob, `direct`', what: 'blob', blobs: 'direct' },
  { ...manifest, name: 'blob, `resolve`', what: 'blob' },
  { ...manifest, name: 'list of tags', what: 'tags' },
]

export type Seen = {
  /** As it stands in the table. */
  text: string
  /** 0 where the gateway did not need to answer with an error. */
  errorStatus: number
  isStale: boolean
  /** What was asked for, whole and right. */
  isGood: boolean
  /** Bytes that are not what the client asked for, in the gateway's own answer. */
  isWrong: boolean
}

export type Observed = { first: Seen; probed: Seen | null }

/** Asks a gateway whose first upstream fails; a blob once more after the next probe, if it could not be had. */
export async function observe(fault: Fault, subject: Subject, others: string[]): Promise<Observed> {
  vi.useFakeTimers({ toFake: ['Date'] })
  const world = await createWorld({
    upstreams: {
      quay: {
        blobs: subject.blobs === 'direct' ? 'bytes' : 'redirect',
        blobsNeedToken: subject.blobs === 'resolve',
        ...fault.well,
      },
      ...Object.fromEntries(others.map((name) => [name, {}])),
    },
    upstream: { blobs: subject.blobs },
    vars: { UPSTREAM_TIMEOUT_MS: fault.timeoutMs ?? 5000 },
  })
  const ask = () => world.ask(pathOf(world, subject), { method: subject.method })
  // The gateway is no newcomer: it has a token, where one is needed.
  await world.ask(`${NAME}/tags/list`)
  if (subject.isKnown) await ask()
  vi.setSystemTime(Date.now() + LATER_MS)
  const { quay } = world.registries
  if (quay !== undefined) fault.breakDown(quay)
  const first = await seenBy(world, subject, await ask())
  if (first.isGood || subject.what !== 'blob') return { first, probed: null }
  await probe(world)
  return { first, probed: await seenBy(world, subject, await ask()) }
}

async function probe(world: World): Promise<void> {
  await emptyLedger()
  // What the ledger knows to be pulled is what is probed.
  await env.DB.prepare(
    `INSERT INTO tag (artifact, digest, tag, first_seen) VALUES ('cert-manager-controller', ?1, 'v1.19.0', 0)`,
  )
    .bind(imageOf(world).index)
    .run()
  await world.cron('* * * * *')
}

function imageOf(world: World) {
  const image = world.registries['quay']?.content.images.find(
    ({ repository, tag }) => repository === 'jetstack/cert-manager-controller' && tag === 'v1.19.0',
  )
  return { index: image?.index ?? '', layer: image?.layers[0] ?? '' }
}

function pathOf(world: World, { what }: Subject): string {
  const { index, layer } = imageOf(world)
  const below = { tag: 'manifests/v1.19.0', digest: `manifests/${index}`, blob: `blobs/${layer}` }
  return `${NAME}/${what === 'tags' ? 'tags/list' : below[what]}`
}

async function seenBy(world: World, subject: Subject, response: Response): Promise<Seen> {
  const seen = { errorStatus: 0, isStale: false, isGood: true, isWrong: false }
  if (response.status >= 400) return { ...seen, ...(await refusalSeen(response, subject)) }
  if (subject.what === 'blob') {
    const behind = await fetched(response.headers.get('Location') ?? '', imageOf(world).layer)
    return { ...seen, text: `307, ${behind}`, isGood: behind === 'layer' }
  }
  const isRight = await isWhatWasAsked(world, subject, response)
  const isStale = response.headers.get('Warning')?.startsWith('299 - "') === true
  const text = isStale ? '200, stale' : '200'
  return { ...seen, text: isRight ? text : 'WRONG', isStale, isGood: isRight, isWrong: !isRight }
}

async function refusalSeen(response: Response, { method }: Subject) {
  const code = method === 'HEAD' ? '' : ` ${(await errorOf(response)).code}`
  const after = response.headers.get('Retry-After')
  const text = `${response.status}${code}${after === null ? '' : `, \`Retry-After: ${after}\``}`
  return { text, errorStatus: response.status, isGood: false }
}

async function isWhatWasAsked(world: World, { what, method }: Subject, response: Response) {
  const bytes = await response.arrayBuffer()
  if (what === 'tags') {
    const list: unknown = JSON.parse(new TextDecoder().decode(bytes))
    return JSON.stringify(list).includes('"v1.19.0"')
  }
  const { index } = imageOf(world)
  const isHeaded = response.headers.get('Docker-Content-Digest') === index
  if (method === 'HEAD') return isHeaded && Number(response.headers.get('Content-Length')) > 0
  return isHeaded && (await digestOf(bytes)) === index
}

/** What a client gets that goes where it was sent, without any token. */
async function fetched(location: string, digest: string): Promise<string> {
  try {
    const response = await fetch(location, { signal: AbortSignal.timeout(1000) })
    if (response.status !== 200) return `then ${response.status}`
    const bytes = await response.arrayBuffer()
    if (isDigest(digest) && (await digestOf(bytes, digest)) === digest) return 'layer'
    return 'then other bytes'
  } catch {
    return 'then nothing whole'
  }
}
