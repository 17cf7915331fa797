// The object store behind the redirects: signed addresses only, and no other credentials beside the signature.
import { textAnswer } from './body.ts'
import { isDigest, type Bytes, type Digest } from './content/digest.ts'
import { rangeAnswer } from './range.ts'
import { isSigned } from './signed-url.ts'
import type { Answer, Asked, Stand } from './stand.ts'

const storeError = (status: number, code: string, message: string): Response =>
  textAnswer(
    `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${code}</Code><Message>${message}</Message></Error>`,
    'application/xml',
    status,
  )

const findBlob = ({ catalogue }: Stand, digest: Digest): Bytes | null => {
  for (const { blobs } of catalogue.values()) {
    const bytes = blobs.get(digest)
    if (bytes !== undefined) return bytes
  }
  return null
}

const signed = async ({ stand, request, url, reference }: Asked): Promise<Response> => {
  if (!(await isSigned(stand, request.method, url))) {
    return storeError(403, 'AccessDenied', 'The request signature does not match or has expired.')
  }
  const digest = `sha256:${reference}`
  const bytes = isDigest(digest) ? findBlob(stand, digest) : null
  if (bytes === null) return storeError(404, 'NoSuchKey', 'No such key.')
  return rangeAnswer(request, bytes, { etag: `"${digest}"` })
}

export const cdn: Answer = (asked) =>
  asked.request.headers.has('authorization')
    ? storeError(400, 'InvalidArgument', 'Only one auth mechanism allowed')
    : signed(asked)

// On the registry's own host the client's token comes along, and is meant to.
export const ownBlob: Answer = signed
