// One request to the registry, and what this isolate remembers from the ones before.
import type { Edge } from '../edge.ts'
import type { Served } from '../served.ts'
import { type BlobModes, createBlobModes } from './blob-mode.ts'
import { type BlobSizes, createBlobSizes } from './blob-size.ts'
import { type UpstreamTokens, createUpstreamTokens } from './upstream-token.ts'

export type Memory = {
  tokens: UpstreamTokens
  blobModes: BlobModes
  blobSizes: BlobSizes
}

export type Call = {
  edge: Edge
  memory: Memory
  request: Request
  url: URL
  /** Says what is being served, to whoever watches; said again when more is known. */
  tell: (served: Served) => void
}

export function createMemory(): Memory {
  return { tokens: createUpstreamTokens(), blobModes: createBlobModes(), blobSizes: createBlobSizes() }
}
