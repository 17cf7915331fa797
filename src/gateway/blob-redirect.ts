// The redirects to registries' own addresses: always the same for a blob, and made once.
import { LRU } from 'tiny-lru'
import { registryHeaders } from '../oci/answer.ts'
import type { Digest } from '../oci/name.ts'

const REDIRECTS_MAX = 2000

export type BlobRedirects = {
  /** The headers of a redirect to an address that does not change. */
  lasting: (location: string, digest: Digest) => Headers
}

export function createBlobRedirects(): BlobRedirects {
  const made = new LRU<Headers>(REDIRECTS_MAX)
  return {
    lasting: (location, digest) => {
      const known = made.get(location)
      if (known !== undefined) return known
      const headers = redirectHeaders(location, digest)
      made.set(location, headers)
      return headers
    },
  }
}

export function redirectHeaders(location: string, digest: Digest): Headers {
  // no-store: quay.io allows a year of caching on an address that ends in minutes.
  return registryHeaders({
    Location: location,
    'Cache-Control': 'no-store',
    'Docker-Content-Digest': digest,
  })
}
