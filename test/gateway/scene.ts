// What the tests of staying up have in common: one image, registries that break, a clock, and stores that do nothing.
import { env } from 'cloudflare:workers'
import { vi } from 'vitest'
import { overriding } from '../analytics/fault.ts'
import type { Failure } from '../registry/switches.ts'
import type { World } from './world.ts'

export const NAME = '/v2/cert-manager-controller'
export const TAG = `${NAME}/manifests/v1.19.0`
const ARTIFACT = 'cert-manager-controller'

/** The image's index, one of its manifests and a layer of that one, by digest. */
export function imageOf(world: World) {
  const images = Object.values(world.registries)[0]?.content.images ?? []
  const image = images.find(
    ({ repository, tag }) => repository === `jetstack/${ARTIFACT}` && tag === 'v1.19.0',
  )
  if (image?.index == null) throw new Error('the stand-in has no such image')
  return { index: image.index, manifest: image.manifest, layer: image.layers[0] ?? '' }
}

export const byDigest = (world: World): string => `${NAME}/manifests/${imageOf(world).manifest}`
export const byBlob = (world: World): string => `${NAME}/blobs/${imageOf(world).layer}`
/** Where KV and, behind the gateway's own origin, the edge cache keep a manifest. */
export const storeKey = (digest: string): string => `${ARTIFACT}@${digest}`

type Breakage = { as: Failure['as'] } & Partial<Omit<Failure, 'as'>>

/** Makes a registry fail in all that it answers, or in what `on` names. */
export function breakDown(world: World, name: string, breakage: Breakage): void {
  const on = ['ping', 'manifest', 'blob', 'tags', 'referrers'] as const
  world.registries[name]?.setSwitches({ failures: [{ on: [...on], ...breakage }] })
}

export function repair(world: World, name: string): void {
  world.registries[name]?.setSwitches({ failures: [] })
}

/** The clock stands still until it is moved. */
export function stopClock(): (seconds: number) => void {
  vi.useFakeTimers({ toFake: ['Date'] })
  return (seconds) => {
    vi.setSystemTime(Date.now() + seconds * 1000)
  }
}

export function restoreAll(): void {
  vi.useRealTimers()
  vi.restoreAllMocks()
}

/** `caches.default` as it is on an own domain. */
export function withEdgeCache(): void {
  // It is what the test runs with anyway.
}

/** `caches.default` as it is on workers.dev. */
export function withoutEdgeCache(): void {
  vi.spyOn(caches.default, 'match').mockResolvedValue(undefined)
  vi.spyOn(caches.default, 'put').mockResolvedValue()
}

/** Answers in the place of whoever has the address that is `path` at the registry `name`. */
export function answering(world: World, [name, path]: [string, string], answer: () => Response): void {
  const network = vi.mocked(fetch).getMockImplementation()
  if (network === undefined) throw new Error('there is no network to put an answer into')
  vi.mocked(fetch).mockImplementation((input, init) => {
    const isMeant = new Request(input, init).url === `${world.registries[name]?.origin ?? ''}${path}`
    return isMeant ? Promise.resolve(answer()) : network(input, init)
  })
}

/** A KV that has nothing and keeps nothing. */
export const EMPTY_KV = overriding(env.MANIFESTS, {
  get: () => Promise.resolve(null),
  getWithMetadata: () => Promise.resolve({ value: null, metadata: null, cacheStatus: null }),
  put: () => Promise.resolve(),
})

/** A namespace and the keys that were put into it. */
export function countingPuts(namespace: KVNamespace): { namespace: KVNamespace; keys: string[] } {
  const keys: string[] = []
  const put = async (key: string, ...rest: [value: string, options?: KVNamespacePutOptions]) => {
    keys.push(key)
    await namespace.put(key, ...rest)
  }
  return { namespace: overriding(namespace, { put }), keys }
}
