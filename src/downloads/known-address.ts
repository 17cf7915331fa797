// Which addresses are known to lead to something: asked for once with HEAD, and remembered.
import { LRU } from 'tiny-lru'
import { discardBody } from '../body.ts'
import type { Edge } from '../edge.ts'
import { forward } from '../gateway/forward.ts'
import { isRedirect } from '../gateway/location.ts'
import { joinWork } from '../joined-work.ts'
import { RegistryError } from '../oci/error.ts'

const ADDRESSES_MAX = 5000
const THERE_SECONDS = 24 * 60 * 60
/** For what is missing, and for whoever would not say. */
const ASKED_AGAIN_AFTER_SECONDS = 60
/** A client may be waiting for the answer, and does without it after this. */
const ANSWER_MS_MAX = 2000
/** Hosts that take no HEAD. */
const NO_HEAD = [405, 501]

/** `unknown`: whoever was asked would not say. */
export type Standing = 'there' | 'missing' | 'unknown'

export type KnownAddresses = {
  /** What is known without asking; null if nothing is. */
  find: (edge: Edge, address: string) => Promise<Standing | null>
  /** Asks unless it is known. Throws a RegistryError where nobody answers, or only to say that it fails. */
  ask: (edge: Edge, address: string, isSame?: IsSame) => Promise<Standing>
}

/** Whether a redirect leads to the very thing that was asked for. */
type IsSame = (location: string) => boolean

export function createKnownAddresses(): KnownAddresses {
  const memory = new LRU<{ standing: Standing; until: number }>(ADDRESSES_MAX)
  const remember = (address: string, standing: Standing) => {
    const seconds = standing === 'there' ? THERE_SECONDS : ASKED_AGAIN_AFTER_SECONDS
    memory.set(address, { standing, until: Date.now() + seconds * 1000 })
  }
  const join = joinWork<Standing>()

  async function find(edge: Edge, address: string): Promise<Standing | null> {
    const known = memory.get(address)
    if (known !== undefined && known.until > Date.now()) return known.standing
    const response = await caches.default.match(edgeKey(edge, address)).catch(() => undefined)
    if (response === undefined) return null
    remember(address, 'there')
    return 'there'
  }

  async function askFor(edge: Edge, address: string, isSame: IsSame): Promise<Standing> {
    const known = await find(edge, address)
    if (known !== null) return known
    const upstreamTimeoutMs = Math.min(edge.settings.upstreamTimeoutMs, ANSWER_MS_MAX)
    const hurried = { ...edge, settings: { ...edge.settings, upstreamTimeoutMs } }
    const standing = await standingOf(hurried, address, isSame).catch((error: unknown) => {
      remember(address, 'unknown')
      throw error
    })
    remember(address, standing)
    if (standing === 'there') edge.waitUntil(keepAtEdge(edge, address))
    return standing
  }

  return {
    find,
    ask: (edge, address, isSame = () => true) => join(address, edge, () => askFor(edge, address, isSame)),
  }
}

async function standingOf(edge: Edge, address: string, isSame: IsSame): Promise<Standing> {
  const to = { name: new URL(address).host }
  let response = await forward(edge, to, new Request(address, { method: 'HEAD' }))
  if (NO_HEAD.includes(response.status)) {
    await discardBody(response)
    response = await forward(edge, to, new Request(address, { headers: { Range: 'bytes=0-0' } }))
  }
  await discardBody(response)
  if (response.ok) return 'there'
  if (isRedirect(response)) return isSame(response.headers.get('Location') ?? '') ? 'there' : 'missing'
  if (response.status === 429 || response.status >= 500) throw failureOf(response, to.name)
  return response.status === 404 || response.status === 410 ? 'missing' : 'unknown'
}

function failureOf({ status, headers }: Response, host: string): RegistryError {
  const retryAfter = headers.get('Retry-After')
  const message = `${host} answers with status ${status}`
  return new RegistryError('UNAVAILABLE', {
    message,
    status,
    headers: retryAfter === null ? {} : { 'Retry-After': retryAfter },
  })
}

function edgeKey(edge: Edge, address: string): string {
  return `${edge.origin}/.known/${encodeURIComponent(address)}`
}

async function keepAtEdge(edge: Edge, address: string): Promise<void> {
  const headers = { 'Cache-Control': `public, max-age=${THERE_SECONDS}` }
  await caches.default.put(edgeKey(edge, address), new Response('there', { headers })).catch(() => null)
}
