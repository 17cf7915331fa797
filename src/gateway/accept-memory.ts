// What clients take, read from their `Accept` once for each: a few clients send nearly all of them.
import { LRU } from 'tiny-lru'
import { type ManifestAccept, manifestAcceptOf } from '../oci/media-type.ts'

/** Headers are made up by whoever asks. */
const HEADERS_MAX = 500
const HEADER_LENGTH_MAX = 1024

export type AcceptMemory = { of: (header: string | null) => ManifestAccept }

export function createAcceptMemory(): AcceptMemory {
  const known = new LRU<ManifestAccept>(HEADERS_MAX)
  return {
    of: (header) => {
      const text = header ?? ''
      const before = known.get(text)
      if (before !== undefined) return before
      const accept = manifestAcceptOf(header)
      if (text.length <= HEADER_LENGTH_MAX) known.set(text, accept)
      return accept
    },
  }
}
