// GET and HEAD /v2/<name>/blobs/<digest>
import { missing, refuse } from './access.ts'
import { bytesAnswer, errorAnswer, textAnswer } from './body.ts'
import { isDigest, type Digest } from './content/digest.ts'
import { rangeAnswer } from './range.ts'
import { signedPath } from './signed-url.ts'
import { findRepository, type Answer, type Asked } from './stand.ts'

// Nothing listens on port 1, and nobody has a certificate for it.
const NOWHERE = 'https://127.0.0.1:1'

const redirect = async ({ stand, request }: Asked, digest: Digest): Promise<Response> => {
  const { location, redirectStatus, redirectCacheControl } = stand.switches
  // As S3's presigner does: what is signed for GET does not answer HEAD, and the other way round.
  const path = await signedPath(stand, request.method, digest)
  const origin = { absolute: stand.cdnOrigin, relative: '', nowhere: NOWHERE }[location]
  const answer = textAnswer('<!doctype html><title>Redirecting</title>\n', 'text/html', redirectStatus)
  answer.headers.set('location', `${origin}${path}`)
  answer.headers.set('docker-content-digest', digest)
  if (redirectCacheControl !== null) answer.headers.set('cache-control', redirectCacheControl)
  return answer
}

export const blob: Answer = async (asked) => {
  const refusal = refuse(asked, 'blob')
  if (refusal !== null) return refusal
  const repository = findRepository(asked)
  if (repository === null) return missing(asked, 'NAME_UNKNOWN')
  const digest = asked.reference
  if (!isDigest(digest)) return errorAnswer(400, 'DIGEST_INVALID')
  const bytes = repository.blobs.get(digest)
  if (bytes === undefined) return errorAnswer(404, 'BLOB_UNKNOWN')
  const { blobs, blobHead } = asked.stand.switches
  const head = asked.request.method === 'HEAD'
  if (head ? blobHead === 'redirect' : blobs === 'redirect') return redirect(asked, digest)
  const headers = {
    'docker-content-digest': digest,
    etag: `"${digest}"`,
    'content-type': 'application/octet-stream',
  }
  return head ? bytesAnswer(bytes, headers) : rangeAnswer(asked.request, bytes, headers)
}
