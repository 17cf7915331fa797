// Fetching a manifest from an upstream and making sure that it is what was asked for.
import type { Asking } from '../edge.ts'
import { registryHeaders } from '../oci/answer.ts'
import { digestOf } from '../oci/digest.ts'
import { RegistryError } from '../oci/error.ts'
import { type Manifest, parseManifest } from '../oci/manifest.ts'
import {
  ALL_MANIFEST_TYPES,
  DOCKER_LIST,
  OCI_INDEX,
  bareMediaType,
  isIndexType,
  isManifestType,
} from '../oci/media-type.ts'
import { type Digest, type Reference, isDigest } from '../oci/name.ts'
import type { Target, Upstream } from '../routing/routes.ts'
import { askFollowing } from './ask.ts'
import { readBody } from '../body.ts'
import { brokenOff } from './forward.ts'
import { refusalOf } from './refusal.ts'
import type { UpstreamTokens } from './upstream-token.ts'

/** The spec wants 4 MiB at least and no client reads more than that in practice. */
const MANIFEST_BYTES_MAX = 8 * 1024 * 1024

const INDEX_TYPES = [OCI_INDEX, DOCKER_LIST]

export type FetchedManifest = {
  bytes: ArrayBuffer
  digest: Digest
  mediaType: string
  manifest: Manifest
  /** Those of every answer with it. */
  headers: Headers
}

type Checked = Pick<FetchedManifest, 'bytes' | 'digest' | 'mediaType' | 'manifest'>

export function fetchedManifest(checked: Checked): FetchedManifest {
  const { bytes, digest, mediaType } = checked
  const headers = registryHeaders({
    'Content-Type': mediaType,
    'Content-Length': String(bytes.byteLength),
    'Docker-Content-Digest': digest,
    // no-transform: a compressed manifest would lose its length.
    'Cache-Control': 'no-cache, no-transform',
  })
  return { ...checked, headers }
}

export type FoundManifest = {
  fetched: FetchedManifest
  /** The upstream it is from; the one that is wanted, for content by digest that was in a store. */
  upstream: string
  /** When an upstream last confirmed it, for an answer that is too old and better than none; else null. */
  staleSince: number | null
}

/**
 * One GET, for a client's HEAD too: only the bytes prove a digest. `accept` chooses among what a tag may answer; a
 * digest has one answer. Throws `MANIFEST_UNKNOWN`, `NAME_UNKNOWN`, `TOOMANYREQUESTS`, or `UNAVAILABLE` for an upstream
 * that is down or whose answer is not a manifest with the right digest.
 */
export async function fetchManifest(
  edge: Asking,
  tokens: UpstreamTokens,
  target: Target,
  { reference, accept }: { reference: Reference; accept: string },
): Promise<FetchedManifest> {
  const asked = 'digest' in reference ? reference.digest : null
  const path = `manifests/${asked ?? ('tag' in reference ? reference.tag : '')}`
  const question = { method: 'GET', path, accept: asked === null ? accept : ALL_MANIFEST_TYPES } as const
  const response = await askFollowing(edge, tokens, target, question)
  if (response.status !== 200) throw await refusalOf(response, target, 'MANIFEST_UNKNOWN')

  const { upstream } = target
  const bytes = await readBody(response, MANIFEST_BYTES_MAX).catch((error: unknown) => {
    throw brokenOff(edge, upstream, error)
  })
  if (bytes === null) throw lie(upstream, 'a manifest of more than 8 MiB')
  const named = digestHeader(response)
  const digest = await digestOf(bytes, asked ?? named)
  if (asked !== null && digest !== asked)
    throw lie(upstream, 'content that does not have the digest asked for')
  if (named?.startsWith(digest.slice(0, 7)) === true && named !== digest) {
    throw lie(upstream, 'content that does not have the digest it names')
  }
  const manifest = parseManifest(bytes)
  if (manifest === null) throw lie(upstream, 'something that is not a manifest')
  const mediaType = mediaTypeOf(response, manifest, upstream)
  const fetched = fetchedManifest({ bytes, digest, mediaType, manifest })
  const isUnwanted = asked === null && manifest.isIndex && !INDEX_TYPES.some((type) => accept.includes(type))
  return isUnwanted ? fetchUsualImage(edge, tokens, target, manifest) : fetched
}

/** For a client that takes no index, from an upstream that does not care: the image that distribution would give it. */
async function fetchUsualImage(
  edge: Asking,
  tokens: UpstreamTokens,
  target: Target,
  index: Manifest,
): Promise<FetchedManifest> {
  const digest = index.children.find(({ platform }) => platform === 'linux/amd64')?.digest
  if (digest !== undefined) return fetchManifest(edge, tokens, target, { reference: { digest }, accept: '' })
  const message =
    'this tag has several platforms, none of them linux/amd64, and the client takes no index to choose from'
  throw new RegistryError('MANIFEST_UNKNOWN', { message })
}

/** Some registries say `application/json` or nothing; the manifest itself then says what it is. */
function mediaTypeOf(response: Response, manifest: Manifest, upstream: Upstream): string {
  const header = bareMediaType(response.headers.get('Content-Type'))
  const mediaType = isManifestType(header) ? header : manifest.mediaType
  if (!isManifestType(mediaType)) {
    const message = `upstream ${upstream.name} has it as a type of manifest that no current client reads`
    throw new RegistryError('UNAVAILABLE', { message, status: 502, isAboutUpstream: false })
  }
  if (isIndexType(mediaType) !== manifest.isIndex)
    throw lie(upstream, 'a manifest that is not of the type it says')
  return mediaType
}

function digestHeader(response: Response): Digest | null {
  const header = response.headers.get('Docker-Content-Digest')
  return header !== null && isDigest(header) ? header : null
}

function lie(upstream: Upstream, what: string): RegistryError {
  return new RegistryError('UNAVAILABLE', {
    message: `upstream ${upstream.name} answered with ${what}`,
    status: 502,
  })
}
