// The size of a blob that no manifest has told us of.
import type { Asking } from '../edge.ts'
import { RegistryError } from '../oci/error.ts'
import type { Digest } from '../oci/name.ts'
import type { Target } from '../routing/routes.ts'
import { ask, upstreamAddress } from './ask.ts'
import { discardBody } from '../body.ts'
import type { Memory } from './call.ts'
import { forward } from './forward.ts'
import { isRedirect, locationOf } from './location.ts'
import { isPage } from './page.ts'
import { refusalOf } from './refusal.ts'

type Caller = { edge: Asking; memory: Pick<Memory, 'tokens'> }

/**
 * Bytes, asked of the upstream. Most answer HEAD themselves; where one redirects it, the address is asked for the
 * first byte, since it may be signed for GET alone. Throws `BLOB_UNKNOWN` or `UNAVAILABLE`.
 */
export async function findBlobSize(call: Caller, target: Target, digest: Digest): Promise<number> {
  const path = `blobs/${digest}`
  const response = await ask(call.edge, call.memory.tokens, target, { method: 'HEAD', path })
  const isElsewhere = isRedirect(response) || response.status === 405
  const size = isElsewhere ? await sizeBehind(call, target, digest) : lengthOf(response, digest)
  if (size !== null) return size
  if (response.status !== 200) throw await refusalOf(response, target, 'BLOB_UNKNOWN')
  throw new RegistryError('UNAVAILABLE', {
    message: `upstream ${target.upstream.name} does not tell the size of the blob`,
    status: 502,
    isAboutUpstream: false,
  })
}

async function sizeBehind(call: Caller, target: Target, digest: Digest): Promise<number | null> {
  const path = `blobs/${digest}`
  const response = await ask(call.edge, call.memory.tokens, target, { method: 'GET', path })
  await discardBody(response)
  if (!isRedirect(response)) return lengthOf(response, digest)
  const location = locationOf(response, upstreamAddress(target, path), target.upstream)
  // No Authorization: the address carries its own signature, and S3 refuses two.
  const request = new Request(location, { headers: { Range: 'bytes=0-0' } })
  const content = await forward(call.edge, target.upstream, request)
  await discardBody(content)
  // An empty blob has no first byte: 416 and `bytes */0`.
  const total = /^bytes (?:0-0|\*)\/(\d+)$/.exec(content.headers.get('Content-Range') ?? '')?.[1]
  return total === undefined ? lengthOf(content, digest) : Number(total)
}

/** null for an answer that is not the blob: a page, or other content by its own word. */
function lengthOf(response: Response, digest: Digest): number | null {
  const named = response.headers.get('Docker-Content-Digest') ?? digest
  if (isPage(response) || named !== digest) return null
  const length = response.headers.get('Content-Length')
  return response.status === 200 && length !== null ? Number(length) : null
}
