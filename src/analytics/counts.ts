// What counts, and as what.
import type { Served } from '../served.ts'
import type { Metric, Reason } from './event.ts'
import { isNoteTag } from './note-tag.ts'
import { roleOf } from './role.ts'

export type Answered = {
  method: string
  /** Reads the request's `Range`, null without one. Reading a header takes time, and few requests count by it. */
  range: () => string | null
  status: number
  /** The OCI code of an error answer; null for another answer. */
  errorCode: string | null
}

/** What this isolate knows of a blob: the last non-empty layer of an image, some other blob of one, or nothing. */
export type BlobRole = 'last layer' | 'other' | null

export type Counted = { metric: Metric; reason: Reason | null }

/**
 * One counted event at the most for a request:
 *
 * - `check`: 200 on HEAD of an image or index, or on GET of a **tag** that answers an index;
 * - `pull`: 200 on GET of an image (leaf) manifest, by tag or digest: every client does it once for an image it pulls;
 * - `download`: 307 for the image's last non-empty layer, without a `Range` or from byte 0. A blob that this isolate
 *   knows nothing of may be one: the consumer, which knows all manifests, decides;
 * - `chart_check`, `chart_pull`: the same for a Helm chart, whose manifest stands for its one layer;
 * - `verify`: 200 on GET of what says something about an image: referrers, signatures, attestations by tag;
 * - `file_download`: the redirect for a file, without a `Range` or from byte 0, unless its target says that there is
 *   no such file;
 * - `chart_check`, `chart_pull`, `verify` of a classic Helm repository: GET or HEAD of its index; the redirect for a
 *   chart, from its first byte; the one for a chart's signature;
 * - `page_view`: GET of the pixel of a documentation page; `visit`: the first of the day for a browser;
 * - `error`: an unknown tag or file, an unknown repository, an upstream that fails. A missing signature is no error: clients
 *   look for one everywhere.
 *
 * GET of an index by digest is part of a pull that its leaf counts. Signatures, attestations and what else refers to
 * an image are never pulls. `served` is null for a request that led to no repository of ours.
 */
export function countedAs(answered: Answered, served: Served | null, blob: BlobRole): Counted | null {
  if (answered.method !== 'GET' && answered.method !== 'HEAD') return null
  if (answered.errorCode !== null) return errorCounted(answered, served)
  if (served?.what.kind === 'chart index' && answered.status >= 500)
    return { metric: 'error', reason: 'upstream_failure' }
  if (served?.what.kind === 'file' && served.what.isMissing) {
    return answered.method === 'GET' ? { metric: 'error', reason: 'unknown_file' } : null
  }
  const metric = served === null ? null : metricOf(answered, served.what, blob)
  return metric === null ? null : { metric, reason: null }
}

function metricOf({ method, range, status }: Answered, what: Served['what'], blob: BlobRole): Metric | null {
  switch (what.kind) {
    case 'manifest':
      return status === 200 ? manifestMetric(method, what) : null
    case 'blob':
      return status === 307 && method === 'GET' && blob !== 'other' && isFromStart(range())
        ? 'download'
        : null
    case 'referrers':
      return status === 200 && method === 'GET' ? 'verify' : null
    case 'file':
    case 'chart':
    case 'provenance':
      return status === REDIRECTED && method === 'GET' && isFromStart(range()) ? DOWNLOADS[what.kind] : null
    case 'chart index':
      return status === 200 || status === 304 ? 'chart_check' : null
    case 'page':
      return status === 200 && method === 'GET' ? 'page_view' : null
    case 'visit':
      return status === 200 && method === 'GET' ? 'visit' : null
    case 'tags':
      return null
  }
}

/** As src/downloads answers; the gateway's redirects of blobs are 307. */
const REDIRECTED = 302
const DOWNLOADS = { file: 'file_download', chart: 'chart_pull', provenance: 'verify' } as const

type ManifestServed = Extract<Served['what'], { kind: 'manifest' }>

function manifestMetric(method: string, { reference, manifest }: ManifestServed): Metric | null {
  if (manifest === null) return null
  const tag = 'tag' in reference ? reference.tag : null
  if (tag !== null && isNoteTag(tag)) return method === 'GET' ? 'verify' : null
  switch (roleOf(manifest)) {
    case 'note':
      return null
    case 'index':
      return method === 'HEAD' || tag !== null ? 'check' : null
    case 'chart':
      return method === 'HEAD' ? 'chart_check' : 'chart_pull'
    case 'image':
    case 'artifact':
      return method === 'HEAD' ? 'check' : 'pull'
  }
}

/** A resumed download was counted when it began. */
function isFromStart(range: string | null): boolean {
  return range === null || /^bytes=0-/.test(range.trim())
}

function errorCounted({ status, errorCode }: Answered, served: Served | null): Counted | null {
  if (errorCode === 'NAME_UNKNOWN') return { metric: 'error', reason: 'unknown_repository' }
  if (errorCode === 'MANIFEST_UNKNOWN' && served?.what.kind === 'manifest') {
    const { reference } = served.what
    return 'tag' in reference && !isNoteTag(reference.tag) ? { metric: 'error', reason: 'unknown_tag' } : null
  }
  const isUpstreamFailure = served !== null && (status === 429 || status >= 500)
  return isUpstreamFailure ? { metric: 'error', reason: 'upstream_failure' } : null
}
