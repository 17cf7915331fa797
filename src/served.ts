// What was served, in one plain value: all that serving and counting share.
import type { Manifest } from './oci/manifest.ts'
import type { Digest, Reference } from './oci/name.ts'

export type Served = {
  /** The canonical name: of the repository, the file, the chart, the page. */
  artifact: string
  /** The upstream that answered or was named in the redirect, for a download its host; null until one has. */
  upstream: string | null
  /** The upstream that should have answered and could not, where another one or a kept answer did; else null. */
  saved: string | null
  what:
    | { kind: 'manifest'; reference: Reference; digest: Digest | null; manifest: Manifest | null }
    /** `host` is the content host that a signed address led to; null for an address at the registry itself. */
    | { kind: 'blob'; digest: Digest; host: string | null }
    | { kind: 'tags' }
    | { kind: 'referrers'; digest: Digest }
    /** `isMissing`: its target says that there is no such file. '' is "not known". */
    | { kind: 'file'; version: string; platform: string; isMissing: boolean }
    | { kind: 'chart index' }
    | { kind: 'chart' | 'provenance'; name: string; version: string }
    | { kind: 'page' }
    /** The day's first view of a site by a browser. */
    | { kind: 'visit' }
}
