// What 1,000 pulls take: the requests that docker and containerd make for a multi-arch image by tag.
import { createApp } from '../../src/app.ts'
import { networkOf } from '../registry/network.ts'
import { createRegistry } from '../registry/registry.ts'
import { type Metered, createMeter } from './meter.ts'

const UPSTREAM = 'https://quay.example.com'
const REPOSITORY = 'cert-manager-controller'
const TAG = 'v1.19.0'

type Step = [method: string, path: string, status: number]

export type Shape = {
  name: string
  /** What of the gateway is new to each pull. */
  fresh: 'nothing' | 'the isolate' | 'the data centre'
  pulls: number
  ping: boolean
}

/** Of those in which every pull is the same, a few stand for a thousand. */
export const SHAPES: Shape[] = [
  { name: 'docker, warm', fresh: 'nothing', pulls: 1000, ping: true },
  { name: 'containerd, warm', fresh: 'nothing', pulls: 1000, ping: false },
  { name: 'docker, each at a new isolate', fresh: 'the isolate', pulls: 50, ping: true },
  { name: 'docker, each in a new data centre', fresh: 'the data centre', pulls: 50, ping: true },
]

export type Measured = { shape: Shape; per1000: Metered }

/** What comes after the answers is kept here until it is waited for: `waitUntil` of a test's own would end with it. */
function createAfterwork() {
  const works: Promise<unknown>[] = []
  return {
    context: {
      waitUntil: (work: Promise<unknown>) => void works.push(work),
      passThroughOnException: () => undefined,
      props: undefined,
    },
    /** Work may bring more work. */
    settle: async () => {
      while (works.length > 0) await Promise.all(works.splice(0))
    },
  }
}

export async function measurePulls(env: Env): Promise<Measured[]> {
  const registry = await createRegistry({ origin: UPSTREAM, cdnOrigin: 'https://cdn.quay.example.net' })
  const upstreams = { quay: { registry: UPSTREAM, namespace: 'jetstack', blobs: 'direct' } }
  await env.CONFIG.put('routes', JSON.stringify({ upstreams, repositories: { 'cert-manager-*': {} } }))
  const image = registry.content.images.find(
    ({ repository, tag, index }) => repository.endsWith(REPOSITORY) && tag === TAG && index !== null,
  )
  if (image === undefined) throw new Error(`the stand-in has no multi-arch ${REPOSITORY}:${TAG}`)
  const manifests = `/v2/${REPOSITORY}/manifests`
  const steps: Step[] = [
    ['HEAD', `${manifests}/${TAG}`, 200],
    ['GET', `${manifests}/${image.index ?? ''}`, 200],
    ['GET', `${manifests}/${image.manifest}`, 200],
    ...[image.config ?? '', ...image.layers].map((digest): Step => [
      'GET',
      `/v2/${REPOSITORY}/blobs/${digest}`,
      307,
    ]),
  ]
  const meter = createMeter(env, networkOf(registry))
  const measured: Measured[] = []
  for (const shape of SHAPES) {
    const all: Step[] = [...(shape.ping ? [['GET', '/v2/', 200] satisfies Step] : []), ...steps]
    const origins = { centre: 0 }
    let app = createApp()
    const { context, settle } = createAfterwork()
    const pull = async () => {
      const origin = `https://downloads-${shape.name.length}-${origins.centre}.example.org`
      for (const step of all) await ask((request) => app.fetch(request, meter.env, context), origin, step)
    }
    // The first pull of all is nobody's: it fills what is warm afterwards, and KV, which everybody shares.
    await pull()
    await settle()
    meter.take()
    // Events wait for one another, so a thousand pulls are settled together and not each in turn.
    for (let at = 0; at < shape.pulls; at++) {
      if (shape.fresh !== 'nothing') app = createApp()
      if (shape.fresh === 'the data centre') origins.centre++
      await pull()
      if (shape.fresh !== 'nothing') await settle()
    }
    await settle()
    const factor = 1000 / shape.pulls
    const counted: Metered = { ...meter.take(), request: all.length * shape.pulls }
    for (const what of keysOf(counted)) counted[what] *= factor
    measured.push({ shape, per1000: counted })
  }
  return measured
}

type Answer = (request: Request) => Response | Promise<Response>

async function ask(answerOf: Answer, origin: string, [method, path, status]: Step): Promise<void> {
  const headers = { 'CF-Connecting-IP': '203.0.113.7', 'User-Agent': 'containerd/1.7.13' }
  const answer = await answerOf(new Request(`${origin}${path}`, { method, headers }))
  if (answer.status !== status) throw new Error(`${method} ${path} answers ${answer.status}`)
}

function keysOf<T extends object>(value: T): (keyof T & string)[] {
  return Object.keys(value).filter((key): key is keyof T & string => key in value)
}
