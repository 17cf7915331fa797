// Manifests by digest, for ever: in this isolate, then the data centre's cache, then KV.
import * as z from 'zod/mini'
import type { Edge } from '../edge.ts'
import { logFailure } from '../log.ts'
import { digestOf } from '../oci/digest.ts'
import { parseManifest } from '../oci/manifest.ts'
import { isIndexType, isManifestType } from '../oci/media-type.ts'
import type { Digest, Repository } from '../oci/name.ts'
import { createSizedMemory } from '../sized-memory.ts'
import { type FetchedManifest, fetchedManifest } from './manifest-fetch.ts'

const MEMORY_BYTES_MAX = 16 * 1024 * 1024
/** What a parsed manifest takes beside its bytes, roughly. */
const OVERHEAD_BYTES = 2048

const metadataSchema = z.object({ mediaType: z.string() })

export type ManifestStore = {
  /** In this isolate, at once. */
  findNear: (artifact: Repository, digest: Digest) => FetchedManifest | null
  /** Likewise, then in the data centre's cache, then in KV. */
  find: (edge: Edge, artifact: Repository, digest: Digest) => Promise<FetchedManifest | null>
  keep: (edge: Edge, artifact: Repository, fetched: FetchedManifest) => void
}

/** By artifact: that one has the content says nothing of another, which may not be public any more. */
export function createManifestStore(): ManifestStore {
  const memory = createSizedMemory<FetchedManifest>(
    MEMORY_BYTES_MAX,
    ({ bytes }) => bytes.byteLength + OVERHEAD_BYTES,
  )
  const findNear: ManifestStore['findNear'] = (artifact, digest) =>
    memory.get(keyOf(artifact, digest)) ?? null

  async function findFar(edge: Edge, key: string, digest: Digest): Promise<FetchedManifest | null> {
    const found = (await findAtEdge(edge, key, digest)) ?? (await findInKv(edge, key, digest))
    if (found !== null) memory.set(key, found)
    return found
  }

  return {
    findNear,
    find: async (edge, artifact, digest) =>
      findNear(artifact, digest) ?? findFar(edge, keyOf(artifact, digest), digest),
    keep: (edge, artifact, fetched) => {
      const key = keyOf(artifact, fetched.digest)
      // A tag that still means the same is confirmed every minute; that is nothing to write down again.
      if (memory.has(key)) return
      memory.set(key, fetched)
      edge.waitUntil(keepFar(edge, key, fetched))
    },
  }
}

function keyOf(artifact: Repository, digest: Digest): string {
  return `${artifact}@${digest}`
}

/** Whatever a store gives back is checked like an upstream's answer; a wrong one is none. */
async function checked(
  bytes: ArrayBuffer,
  digest: Digest,
  mediaType: string,
): Promise<FetchedManifest | null> {
  const manifest = (await digestOf(bytes, digest)) === digest ? parseManifest(bytes) : null
  const isOfType = isManifestType(mediaType) && isIndexType(mediaType) === manifest?.isIndex
  return manifest === null || !isOfType ? null : fetchedManifest({ bytes, digest, mediaType, manifest })
}

async function keepFar(edge: Edge, key: string, fetched: FetchedManifest): Promise<void> {
  if ((await findAtEdge(edge, key, fetched.digest)) !== null) return
  const isKept = (await findInKv(edge, key, fetched.digest)) !== null
  await keepAtEdge(edge, key, fetched)
  if (!isKept) await keepInKv(edge, key, fetched)
}

function edgeKey(edge: Edge, key: string): string {
  return `${edge.origin}/.manifests/${key}`
}

async function findAtEdge(edge: Edge, key: string, digest: Digest): Promise<FetchedManifest | null> {
  const response = await caches.default.match(edgeKey(edge, key)).catch(() => undefined)
  if (response === undefined) return null
  return checked(await response.arrayBuffer(), digest, response.headers.get('Content-Type') ?? '')
}

async function keepAtEdge(edge: Edge, key: string, { bytes, mediaType }: FetchedManifest): Promise<void> {
  const headers = { 'Content-Type': mediaType, 'Cache-Control': 'public, max-age=31536000, immutable' }
  await caches.default.put(edgeKey(edge, key), new Response(bytes, { headers })).catch(() => null)
}

async function findInKv(edge: Edge, key: string, digest: Digest): Promise<FetchedManifest | null> {
  try {
    const { value, metadata } = await edge.env.MANIFESTS.getWithMetadata(key, 'arrayBuffer')
    const { success, data } = metadataSchema.safeParse(metadata)
    const found = value === null || !success ? null : await checked(value, digest, data.mediaType)
    if (found !== null) edge.waitUntil(keepAtEdge(edge, key, found))
    return found
  } catch (error) {
    logFailure('MANIFESTS cannot be read', { reason: String(error) })
    return null
  }
}

async function keepInKv(edge: Edge, key: string, { bytes, mediaType }: FetchedManifest): Promise<void> {
  await edge.env.MANIFESTS.put(key, bytes, { metadata: { mediaType } }).catch((error: unknown) =>
    logFailure('a manifest could not be kept', { reason: String(error) }),
  )
}
