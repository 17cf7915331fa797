// How the registries that are killed go about giving things out.
import type { SwitchesPatch } from '../registry/switches.ts'

export type Manner = {
  title: string
  /** How the gateway hands out its blobs: its own address, or the signed one behind it. */
  blobs: 'direct' | 'resolve'
  switches: SwitchesPatch
}

export const QUAY: Manner = {
  title: 'like quay.io, whose layers anybody may read',
  blobs: 'direct',
  switches: { auth: 'token', manifestsNeedToken: false, blobsNeedToken: false, redirectStatus: 302 },
}

export const GHCR: Manner = {
  title: 'like ghcr.io, which wants a token for everything',
  blobs: 'resolve',
  switches: { auth: 'token' },
}
