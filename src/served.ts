// What was served, in one plain value: all that serving and counting share.
import type { Manifest } from './oci/manifest.ts'
import type { Digest, Reference, Repository } from './oci/name.ts'

export type Served = {
  /** The canonical name of the repository. */
  artifact: Repository
  /** The upstream that answered or was named in the redirect; null until one has. */
  upstream: string | null
  what:
    | { kind: 'manifest'; reference: Reference; digest: Digest | null; manifest: Manifest | null }
    | { kind: 'blob'; digest: Digest }
    | { kind: 'tags' }
    | { kind: 'referrers'; digest: Digest }
}
