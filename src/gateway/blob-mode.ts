// How each upstream with `"blobs": "auto"` gives out blobs: probed once, then remembered here and in KV.
import * as z from 'zod'
import type { Edge } from '../edge.ts'
import { logFailure } from '../log.ts'
import type { Upstream } from '../routing/routes.ts'

/** `direct`: the upstream's address can be handed out. `resolve`: only the signed address behind it. */
const modeSchema = z.enum(['direct', 'resolve'])
export type BlobMode = z.output<typeof modeSchema>

/** Registries do change; a day later the question is asked again. */
const REMEMBERED_SECONDS = 24 * 60 * 60

export type BlobModes = {
  /** null until it has been learned. */
  of: (edge: Edge, upstream: Upstream) => Promise<BlobMode | null> | BlobMode
  learn: (edge: Edge, upstream: Upstream, mode: BlobMode) => void
}

export function createBlobModes(): BlobModes {
  const learned = new Map<string, { mode: BlobMode; until: number }>()

  function remember(key: string, mode: BlobMode): void {
    learned.set(key, { mode, until: Date.now() + REMEMBERED_SECONDS * 1000 })
  }

  async function recall(edge: Edge, key: string): Promise<BlobMode | null> {
    const known = modeSchema.safeParse(await edge.env.CONFIG.get(key).catch(() => null))
    if (!known.success) return null
    remember(key, known.data)
    return known.data
  }

  return {
    of: (edge, upstream) => {
      if (upstream.blobs !== 'auto') return upstream.blobs
      const known = learned.get(keyOf(upstream))
      return known !== undefined && known.until > Date.now() ? known.mode : recall(edge, keyOf(upstream))
    },
    learn: (edge, upstream, mode) => {
      remember(keyOf(upstream), mode)
      const kept = edge.env.CONFIG.put(keyOf(upstream), mode, { expirationTtl: REMEMBERED_SECONDS })
      edge.waitUntil(
        kept.catch((error: unknown) =>
          logFailure('a blob mode could not be kept', { reason: String(error) }),
        ),
      )
    },
  }
}

// By what the answer depends on, so that an edited routes document asks anew.
function keyOf({ registry, namespace }: Upstream): string {
  return `blobs:${registry}/${namespace}`
}
