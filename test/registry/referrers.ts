// GET /v2/<name>/referrers/<digest>
import { missing, refuse } from './access.ts'
import { errorAnswer, jsonAnswer, textAnswer } from './body.ts'
import { isDigest, type Digest } from './content/digest.ts'
import { OCI_INDEX, type Descriptor } from './content/document.ts'
import type { Repository } from './content/repository.ts'
import { findRepository, type Answer } from './stand.ts'

const referrersOf = ({ manifests }: Repository, subject: Digest): Descriptor[] =>
  [...manifests.values()]
    .filter(({ document }) => document.subject?.digest === subject)
    .map(({ digest, bytes, document: { mediaType, artifactType } }) => ({
      mediaType,
      digest,
      size: bytes.length,
      ...(artifactType === undefined ? {} : { artifactType }),
    }))

export const referrers: Answer = (asked) => {
  const { referrersApi, referrersUnknown } = asked.stand.switches
  // A registry that has never heard of the API knows no such path.
  if (!referrersApi) return textAnswer('404 page not found\n', 'text/plain; charset=utf-8', 404)
  const refusal = refuse(asked, 'manifest')
  if (refusal !== null) return refusal
  const repository = findRepository(asked)
  if (repository === null) return missing(asked, 'NAME_UNKNOWN')
  const subject = asked.reference
  if (!isDigest(subject)) return errorAnswer(400, 'DIGEST_INVALID')
  const known = repository.manifests.has(subject)
  if (!known && referrersUnknown === 400) return errorAnswer(400, 'MANIFEST_INVALID')
  const wanted = asked.url.searchParams.get('artifactType')
  const all = referrersOf(repository, subject)
  const manifests = wanted === null ? all : all.filter(({ artifactType }) => artifactType === wanted)
  const answer = jsonAnswer({ schemaVersion: 2, mediaType: OCI_INDEX, manifests }, 200, OCI_INDEX)
  if (wanted !== null) answer.headers.set('oci-filters-applied', 'artifactType')
  return answer
}
