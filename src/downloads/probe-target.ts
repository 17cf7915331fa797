// Looking after the hosts of files when nobody downloads: only those that another one could stand in for.
import { discardBody } from '../body.ts'
import type { Edge } from '../edge.ts'
import { forward } from '../gateway/forward.ts'
import { RegistryError } from '../oci/error.ts'
import type { DownloadRoute } from '../routing/download.ts'
import type { Probe } from '../routing/health.ts'

const TARGETS_MAX = 20

export type WatchedTarget = {
  /** `https://github.com`: a name that no upstream can have. */
  origin: string
  /** Those that come with it in some route. */
  others: string[]
}

/** The hosts of routes that have several, by origin. */
export function watchedTargets(routes: DownloadRoute[]): WatchedTarget[] {
  const others = new Map<string, Set<string>>()
  for (const route of routes) {
    const origins =
      route.kind === 'file' ? [...new Set(route.targets.map((target) => new URL(target).origin))] : []
    if (origins.length < 2) continue
    for (const origin of origins) {
      const known = others.get(origin) ?? new Set()
      others.set(origin, known.union(new Set(origins.filter((other) => other !== origin))))
    }
  }
  return [...others].slice(0, TARGETS_MAX).map(([origin, with_]) => ({ origin, others: [...with_] }))
}

/** Whether anybody answers there at all: of a path nobody knows whether it should be there. Asked once more on a failure. */
export async function probeTarget(edge: Edge, { origin }: WatchedTarget): Promise<Probe> {
  try {
    return await once(edge, origin).catch(() => once(edge, origin))
  } catch (error) {
    return { ok: false, why: error instanceof Error ? error.message : String(error) }
  }
}

async function once(edge: Edge, origin: string): Promise<Probe> {
  const { host } = new URL(origin)
  const response = await forward(edge, { name: host }, new Request(`${origin}/`, { method: 'HEAD' }))
  await discardBody(response)
  // A host that takes no HEAD is there all the same.
  if (response.status < 500 || response.status === 501) return { ok: true }
  throw new RegistryError('UNAVAILABLE', { message: `${host} answers with status ${response.status}` })
}
