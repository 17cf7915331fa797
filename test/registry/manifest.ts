// GET and HEAD /v2/<name>/manifests/<reference>
import { findAccepted, acceptOf } from './accept.ts'
import { missing, refuse } from './access.ts'
import { bytesAnswer, errorAnswer } from './body.ts'
import { isDigest } from './content/digest.ts'
import { gzip } from './content/gzip.ts'
import type { Manifest, Repository } from './content/repository.ts'
import { findRepository, type Answer, type Asked } from './stand.ts'

const findManifest = (
  { stand, reference }: Asked,
  { manifests, tags, fallbackTags }: Repository,
): Manifest | null => {
  const fallback = stand.switches.referrersApi ? undefined : fallbackTags.get(reference)
  const digest = isDigest(reference) ? reference : (tags.get(reference) ?? fallback)
  return digest === undefined ? null : (manifests.get(digest) ?? null)
}

const manifestAnswer = async ({ stand, request }: Asked, { bytes, digest, document }: Manifest) => {
  const { digestHeader, gzipManifests } = stand.switches
  const headers = {
    'content-type': document.mediaType,
    etag: `"${digest}"`,
    ...(digestHeader ? { 'docker-content-digest': digest } : {}),
  }
  const zipped =
    gzipManifests && request.method === 'GET' && /\bgzip\b/.test(request.headers.get('accept-encoding') ?? '')
  if (!zipped) return bytesAnswer(bytes, headers)
  const packed = await gzip(bytes)
  return new Response(packed, {
    // The bytes are compressed already; the runtime would do it a second time.
    encodeBody: 'manual',
    headers: { ...headers, 'content-encoding': 'gzip', 'content-length': String(packed.length) },
  })
}

export const manifest: Answer = async (asked) => {
  const refusal = refuse(asked, 'manifest')
  if (refusal !== null) return refusal
  const repository = findRepository(asked)
  if (repository === null) return missing(asked, 'NAME_UNKNOWN')
  const byTag = !asked.reference.includes(':')
  if (!byTag && !isDigest(asked.reference)) return errorAnswer(400, 'DIGEST_INVALID')
  const held = findManifest(asked, repository)
  if (held === null) return missing(asked, 'MANIFEST_UNKNOWN')
  if (!asked.stand.switches.acceptStrict) return manifestAnswer(asked, held)
  const chosen = findAccepted(repository, held, acceptOf(asked.request), byTag)
  if (chosen !== null) return manifestAnswer(asked, chosen)
  return errorAnswer(404, 'MANIFEST_UNKNOWN', {
    message: 'OCI content found, but the Accept header does not support it',
  })
}
