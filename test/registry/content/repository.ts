// One repository's shelves: what has been put there, by digest, and the tags that point at it.
import { bytesOf, digestOf, type Bytes, type Digest } from './digest.ts'
import type { Descriptor, Document } from './document.ts'

export type Manifest = { digest: Digest; bytes: Bytes; document: Document }

export type Repository = {
  name: string
  tags: Map<string, Digest>
  /** The referrers tag schema (distribution-spec 1.1): these tags exist only where the referrers API does not. */
  fallbackTags: Map<string, Digest>
  manifests: Map<Digest, Manifest>
  blobs: Map<Digest, Bytes>
}

export const emptyRepository = (name: string): Repository => ({
  name,
  tags: new Map(),
  fallbackTags: new Map(),
  manifests: new Map(),
  blobs: new Map(),
})

export const addBlob = async (to: Repository, mediaType: string, bytes: Bytes): Promise<Descriptor> => {
  const digest = await digestOf(bytes)
  to.blobs.set(digest, bytes)
  return { mediaType, digest, size: bytes.length }
}

export const addJson = (to: Repository, mediaType: string, value: unknown): Promise<Descriptor> =>
  addBlob(to, mediaType, bytesOf(JSON.stringify(value)))

export const addManifest = async (to: Repository, document: Document): Promise<Descriptor> => {
  // Indented as BuildKit writes it: a gateway that parses and prints again changes the digest and is caught.
  const bytes = bytesOf(JSON.stringify(document, null, 2))
  const digest = await digestOf(bytes)
  to.manifests.set(digest, { digest, bytes, document })
  return { mediaType: document.mediaType, digest, size: bytes.length }
}
