// How each repository of an upstream with `"blobs": "auto"` gives out blobs: probed once, then remembered, in KV too.
import { LRU } from 'tiny-lru'
import * as z from 'zod/mini'
import type { Edge } from '../edge.ts'
import { logFailure } from '../log.ts'
import type { Target } from '../routing/routes.ts'

/** `direct`: the upstream's address can be handed out. `resolve`: only the signed address behind it. */
const modeSchema = z.enum(['direct', 'resolve'])
export type BlobMode = z.output<typeof modeSchema>

/** Registries do change; a day later the question is asked again. */
const REMEMBERED_SECONDS = 24 * 60 * 60
const REPOSITORIES_MAX = 1000

export type BlobModes = {
  /** What the document says or this isolate has learned; null for anything else. */
  known: (target: Target) => BlobMode | null
  /** The same, or what another isolate has learned; null until it has been. */
  of: (edge: Edge, target: Target) => Promise<BlobMode | null>
  learn: (edge: Edge, target: Target, mode: BlobMode) => void
}

export function createBlobModes(): BlobModes {
  const learned = new LRU<{ mode: BlobMode; until: number }>(REPOSITORIES_MAX)

  function remember(key: string, mode: BlobMode): void {
    learned.set(key, { mode, until: Date.now() + REMEMBERED_SECONDS * 1000 })
  }

  async function recall(edge: Edge, key: string): Promise<BlobMode | null> {
    const known = modeSchema.safeParse(await edge.env.CONFIG.get(key).catch(() => null))
    if (!known.success) return null
    remember(key, known.data)
    return known.data
  }

  function known(target: Target): BlobMode | null {
    if (target.upstream.blobs !== 'auto') return target.upstream.blobs
    const one = learned.get(keyOf(target))
    return one !== undefined && one.until > Date.now() ? one.mode : null
  }

  return {
    known,
    of: async (edge, target) => known(target) ?? recall(edge, keyOf(target)),
    learn: (edge, target, mode) => {
      const known = learned.get(keyOf(target))
      if (known?.mode === mode && known.until > Date.now()) return
      remember(keyOf(target), mode)
      const kept = edge.env.CONFIG.put(keyOf(target), mode, { expirationTtl: REMEMBERED_SECONDS })
      edge.waitUntil(
        kept.catch((error: unknown) =>
          logFailure('a blob mode could not be kept', { reason: String(error) }),
        ),
      )
    },
  }
}

// One registry may let anybody read one repository and nobody another.
function keyOf({ upstream, repository }: Target): string {
  return `blobs:${upstream.registry}/${repository}`
}
