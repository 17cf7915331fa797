// The sizes of blobs, as the manifests that went by told them.
import { LRU } from 'tiny-lru'
import type { Manifest } from '../oci/manifest.ts'
import type { Digest, Repository } from '../oci/name.ts'

const SIZES_MAX = 10_000

export type BlobSizes = {
  /** Once is enough: the manifest that is remembered is the same object at every answer. */
  learn: (repository: Repository, manifest: Manifest) => void
  /** Bytes, or null if no manifest of this repository has named the blob. */
  of: (repository: Repository, digest: Digest) => number | null
}

/** Kept by repository: that a blob exists in one says nothing of another, which may not be public. */
export function createBlobSizes(): BlobSizes {
  const sizes = new LRU<number>(SIZES_MAX)
  const learned = new WeakSet<Manifest>()
  return {
    learn: (repository, manifest) => {
      if (learned.has(manifest)) return
      learned.add(manifest)
      const { config, layers } = manifest
      for (const { digest, size } of config === null ? layers : [config, ...layers])
        sizes.set(`${repository} ${digest}`, size)
    },
    of: (repository, digest) => sizes.get(`${repository} ${digest}`) ?? null,
  }
}
