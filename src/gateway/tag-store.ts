// What tags were last known to resolve to: fresh for a minute, good enough for a day when no upstream answers.
import { LRU } from 'tiny-lru'
import * as z from 'zod/mini'
import type { Edge } from '../edge.ts'
import { logFailure } from '../log.ts'
import { type Digest, isDigest } from '../oci/name.ts'

const TAGS_MAX = 5000
/** How old an answer may be when there is no better one. */
const STALE_SECONDS_MAX = 24 * 60 * 60
/** KV is for isolates that know nothing when an upstream is down; it need not be exact to the minute. */
const KV_REFRESH_MS = 60 * 60 * 1000

const knownTagSchema = z.object({
  digest: z.custom<Digest>((value) => typeof value === 'string' && isDigest(value)),
  /** When an upstream last said so, milliseconds since 1970. */
  at: z.number(),
  /** The upstream that said so, and the one that was wanted: after a switch another one has to be asked. */
  upstream: z.string(),
  wanted: z.string(),
})
export type KnownTag = z.output<typeof knownTagSchema>

export type TagStore = {
  /** An answer of this isolate that is fresh and of the wanted upstream, at once. */
  findNear: (edge: Edge, key: string, wanted: string) => KnownTag | null
  /** The same, of this isolate or another one in this data centre. */
  findFresh: (edge: Edge, key: string, wanted: string) => Promise<KnownTag | null>
  /** Any answer of the last day. */
  findLast: (edge: Edge, key: string) => Promise<KnownTag | null>
  keep: (edge: Edge, key: string, known: KnownTag) => void
  /** After the wanted upstream has said that there is no such tag: it must not come back when that one is down. */
  forget: (edge: Edge, key: string) => void
}

export function createTagStore(): TagStore {
  const memory = new LRU<KnownTag>(TAGS_MAX)
  const isFresh = (edge: Edge, known: KnownTag) => Date.now() - known.at < edge.settings.tagTtlMs

  const usable = (edge: Edge, known: KnownTag | null | undefined, wanted: string) =>
    known != null && isFresh(edge, known) && known.wanted === wanted ? known : null

  async function findHere(edge: Edge, key: string): Promise<KnownTag | null> {
    const known = memory.get(key)
    return known !== undefined && isFresh(edge, known) ? known : findNewer(edge, key, known)
  }

  async function findNewer(edge: Edge, key: string, known: KnownTag | undefined): Promise<KnownTag | null> {
    const found = await findAtEdge(edge, key)
    if (found === null || (known !== undefined && known.at >= found.at)) return known ?? null
    memory.set(key, found)
    return found
  }

  return {
    findNear: (edge, key, wanted) => usable(edge, memory.get(key), wanted),
    findFresh: async (edge, key, wanted) => usable(edge, await findHere(edge, key), wanted),
    findLast: async (edge, key) => {
      const near = await findHere(edge, key)
      const far = near !== null && isFresh(edge, near) ? null : await findInKv(edge, key)
      const known = (far?.at ?? 0) > (near?.at ?? 0) ? far : near
      return known !== null && Date.now() - known.at < STALE_SECONDS_MAX * 1000 ? known : null
    },
    forget: (edge, key) => {
      memory.delete(key)
      edge.waitUntil(caches.default.delete(edgeKey(edge, key)).catch(() => false))
      edge.waitUntil(edge.env.MANIFESTS.delete(`tag:${key}`).catch(() => null))
    },
    keep: (edge, key, known) => {
      memory.set(key, known)
      edge.waitUntil(keepAtEdge(edge, key, known))
      edge.waitUntil(keepInKv(edge, key, known))
    },
  }
}

function edgeKey(edge: Edge, key: string): string {
  return `${edge.origin}/.tags/${key}`
}

async function findAtEdge(edge: Edge, key: string): Promise<KnownTag | null> {
  const response = await caches.default.match(edgeKey(edge, key)).catch(() => undefined)
  return response === undefined ? null : parse(await response.text())
}

async function keepAtEdge(edge: Edge, key: string, known: KnownTag): Promise<void> {
  const headers = {
    'Content-Type': 'application/json',
    'Cache-Control': `public, max-age=${STALE_SECONDS_MAX}`,
  }
  await caches.default
    .put(edgeKey(edge, key), new Response(JSON.stringify(known), { headers }))
    .catch(() => null)
}

async function findInKv(edge: Edge, key: string): Promise<KnownTag | null> {
  return parse(await edge.env.MANIFESTS.get(`tag:${key}`).catch(() => null))
}

async function keepInKv(edge: Edge, key: string, known: KnownTag): Promise<void> {
  try {
    const before = await findInKv(edge, key)
    if (before?.digest === known.digest && known.at - before.at < KV_REFRESH_MS) return
    await edge.env.MANIFESTS.put(`tag:${key}`, JSON.stringify(known), {
      expirationTtl: STALE_SECONDS_MAX,
    })
  } catch (error) {
    logFailure('a tag could not be kept', { reason: String(error) })
  }
}

function parse(text: string | null): KnownTag | null {
  try {
    return knownTagSchema.safeParse(JSON.parse(text ?? 'null')).data ?? null
  } catch {
    return null
  }
}
