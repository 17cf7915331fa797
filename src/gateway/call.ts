// One request to the registry, and what this isolate remembers from the ones before.
import type { Edge } from '../edge.ts'
import { LRU } from 'tiny-lru'
import { type AcceptMemory, createAcceptMemory } from './accept-memory.ts'
import { type JoinedWork, joinWork } from '../joined-work.ts'
import type { RegistryError } from '../oci/error.ts'
import type { Served } from '../served.ts'
import { type BlobAddresses, createBlobAddresses } from './blob-address.ts'
import { type BlobModes, createBlobModes } from './blob-mode.ts'
import { type BlobRedirects, createBlobRedirects } from './blob-redirect.ts'
import { type BlobSizes, createBlobSizes } from './blob-size.ts'
import { type Breaker, createBreaker } from './breaker.ts'
import type { FoundManifest } from './manifest-fetch.ts'
import { type SealKeys, createSealKeys } from './handshake/seal-key.ts'
import { type UpstreamChallenges, createUpstreamChallenges } from './handshake/upstream-challenge.ts'
import { type ManifestStore, createManifestStore } from './manifest-store.ts'
import { type PathMemory, createPathMemory } from './path-memory.ts'
import { type RouteMemory, createRouteMemory } from './route-memory.ts'
import { type TagStore, createTagStore } from './tag-store.ts'
import { type UpstreamTokens, createUpstreamTokens } from './upstream-token.ts'

const MISSING_MAX = 2000

export type Memory = {
  tokens: UpstreamTokens
  blobModes: BlobModes
  blobSizes: BlobSizes
  addresses: BlobAddresses
  redirects: BlobRedirects
  joinAddress: JoinedWork<string>
  breaker: Breaker
  manifests: ManifestStore
  tags: TagStore
  /** Manifests that no upstream had, and until when that is believed. */
  missing: LRU<{ error: RegistryError; until: number }>
  joinManifest: JoinedWork<FoundManifest>
  paths: PathMemory
  routes: RouteMemory
  accepts: AcceptMemory
  /** Token mode's own: neither is anything that a client has brought. */
  sealKeys: SealKeys
  challenges: UpstreamChallenges
}

export type Call = {
  edge: Edge
  memory: Memory
  request: Request
  /** The request's, read once: workerd makes a new string each time. */
  method: string
  /** Still percent-encoded. */
  pathname: string
  /** Says what is being served, to whoever watches; said again when more is known. */
  tell: (served: Served) => void
}

export function searchOf({ request }: Call): URLSearchParams {
  return new URL(request.url).searchParams
}

export function createMemory(): Memory {
  return {
    tokens: createUpstreamTokens(),
    blobModes: createBlobModes(),
    blobSizes: createBlobSizes(),
    addresses: createBlobAddresses(),
    redirects: createBlobRedirects(),
    joinAddress: joinWork(),
    breaker: createBreaker(),
    manifests: createManifestStore(),
    tags: createTagStore(),
    missing: new LRU(MISSING_MAX),
    joinManifest: joinWork(),
    paths: createPathMemory(),
    routes: createRouteMemory(),
    accepts: createAcceptMemory(),
    sealKeys: createSealKeys(),
    challenges: createUpstreamChallenges(),
  }
}
