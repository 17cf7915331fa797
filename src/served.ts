// What was served, in one plain value: all that serving and counting share.
import type { Manifest } from './oci/manifest.ts'
import type { Digest, Reference, Repository } from './oci/name.ts'

export type Served = {
  /** The canonical name of the repository. */
  artifact: Repository
  /** The upstream that answered or was named in the redirect; null until one has. */
  upstream: string | null
  /** The upstream that should have answered and could not, where another one or a kept answer did; else null. */
  saved: string | null
  what:
    | { kind: 'manifest'; reference: Reference; digest: Digest | null; manifest: Manifest | null }
    /** `host` is the content host that a signed address led to; null for an address at the registry itself. */
    | { kind: 'blob'; digest: Digest; host: string | null }
    | { kind: 'tags' }
    | { kind: 'referrers'; digest: Digest }
}
