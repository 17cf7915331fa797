// What the comparison asks of a registry; whoever runs it says how: the command line in Node, the gateway in workerd.
import type { Digest, Reference, Repository } from '../oci/name.ts'

/** A manifest whose bytes have the digest. */
export type Held = { digest: Digest; bytes: ArrayBuffer }

/** What was published about something else: a signature, an attestation, an SBOM. */
export type Referrer = { digest: Digest; artifactType: string }

/**
 * One upstream, by the public names of repositories. "No such thing" is null or false, and has to be the registry's own
 * word; anything else that is no answer rejects, with a sentence that names the upstream. Whoever implements it waits
 * where the registry says 429 and goes on: a rejection is final for the one thing that was asked, and `GivenUp` for all
 * that is left.
 */
export type Registry = {
  /** The upstream's name. */
  name: string
  /** All tags, from all pages, in any order; null for no such repository. */
  tags: (repository: Repository) => Promise<string[] | null>
  manifest: (repository: Repository, reference: Reference) => Promise<Held | null>
  /** From all pages; null where the registry has not got the API, so that the `sha256-<hex>` tag is looked at instead. */
  referrers: (repository: Repository, digest: Digest) => Promise<Referrer[] | null>
  hasBlob: (repository: Repository, digest: Digest) => Promise<boolean>
}
