// A stand-in under test, asked by path or by address, and what it holds.
import { networkOf } from './network.ts'
import { createRegistry, type Registry } from './registry.ts'
import type { SwitchesPatch } from './switches.ts'

export const CONTROLLER = 'jetstack/cert-manager-controller'
export const WEBHOOK = 'jetstack/cert-manager-webhook'

export const BY_TAG = `/v2/${CONTROLLER}/manifests/v1.19.0`

export type Ask = (address: string, headers?: Record<string, string>, init?: RequestInit) => Promise<Response>

export type Fixture = {
  registry: Registry
  ask: Ask
  indexDigest: string
  blobPath: string
  blobDigest: string
}

const START = Date.parse('2026-11-01T12:00:00Z')

/** The stand-in's clock: it moves only when a test moves it. */
export type Clock = { at: number }

export const newClock = (): Clock => ({ at: START })

export const standIn = async (switches: SwitchesPatch = {}, clock = newClock()): Promise<Fixture> => {
  const registry = await createRegistry({
    origin: 'https://registry.test',
    cdnOrigin: 'https://cdn.test',
    switches,
    now: () => clock.at,
  })
  const network = networkOf(registry)
  const image = registry.content.images.find(({ tag }) => tag === 'v1.19.0')
  const blobDigest = image?.layers.at(-1) ?? ''
  return {
    registry,
    ask: (address, headers = {}, init = {}) =>
      network(new URL(address, registry.origin), { redirect: 'manual', headers, ...init }),
    indexDigest: image?.index ?? '',
    blobPath: `/v2/${CONTROLLER}/blobs/${blobDigest}`,
    blobDigest,
  }
}

export const locationOf = (response: Response): string => response.headers.get('location') ?? ''
