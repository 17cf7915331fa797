// What a request with a client's own authority remembers: nothing, and so it can tell nobody else.
import { LRU } from 'tiny-lru'
import { createBreaker } from '../breaker.ts'
import type { Memory } from '../call.ts'
import type { UpstreamTokens } from '../upstream-token.ts'

/**
 * In the place of the isolate's memory. Nothing is looked up in the stores that others fill, nothing is put there, no
 * other request's work is joined; not even "limited" or "down" is passed on, since an upstream may mean one account.
 * Blobs are always resolved, so that the upstream decides each time whether this client may have them.
 */
export function privateMemory(
  { paths, routes, redirects, accepts, sealKeys, challenges }: Memory,
  tokens: UpstreamTokens,
): Memory {
  return {
    paths,
    routes,
    redirects,
    accepts,
    sealKeys,
    challenges,
    tokens,
    blobModes: { known: () => 'resolve', of: () => Promise.resolve('resolve'), learn: () => undefined },
    blobSizes: { of: () => null, learn: () => undefined },
    addresses: { of: () => null, keep: () => undefined },
    joinAddress: (_key, _edge, work) => work(),
    breaker: createBreaker(),
    manifests: {
      findNear: () => null,
      find: () => Promise.resolve(null),
      keep: () => undefined,
    },
    tags: {
      findNear: () => null,
      findFresh: () => Promise.resolve(null),
      findLast: () => Promise.resolve(null),
      keep: () => undefined,
      forget: () => undefined,
    },
    missing: new LRU(1),
    joinManifest: (_key, _edge, work) => work(),
  }
}
