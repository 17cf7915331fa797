// GET /v2/<name>/referrers/<digest>: what was published about an image.
import * as z from 'zod/mini'
import { jsonAnswer } from '../oci/answer.ts'
import { RegistryError } from '../oci/error.ts'
import { pageQuery, rewriteNextLink } from '../oci/link.ts'
import { OCI_INDEX, bareMediaType } from '../oci/media-type.ts'
import type { Digest } from '../oci/name.ts'
import type { Route, Target } from '../routing/routes.ts'
import { referrersTag } from '../verify/referrer.ts'
import { askFollowing } from './ask.ts'
import { discardBody } from '../body.ts'
import { type Call, searchOf } from './call.ts'
import { firstAnswer } from './failover.ts'
import { readJson } from './json.ts'
import { fetchManifest } from './manifest-fetch.ts'
import { refusalOf } from './refusal.ts'

/** An index whose entries are passed on as they are, known fields or not. */
const indexSchema = z.looseObject({
  manifests: z.nullish(z.array(z.looseObject({ artifactType: z.nullish(z.string()) }))),
})
type Referrers = z.output<typeof indexSchema>

const NO_REFERRERS: Referrers = { schemaVersion: 2, mediaType: OCI_INDEX, manifests: [] }

/**
 * The upstream's list; from an upstream without the API, what the `sha256-<hex>` tag lists (spec, "Referrers Tag
 * Schema"), else an empty one. Never 404: clients take that for "no such API", and oras for fatal. A failure is an
 * error and not an empty list, or somebody's signature check would find "no signature".
 */
export async function answerReferrers(call: Call, route: Route, digest: Digest): Promise<Response> {
  const attempt = { isByDigest: false, hasFallback: false, tries: true }
  const { value } = await firstAnswer(call, route, attempt, async (target) => {
    const listed = await readReferrers(call, route, { target, digest })
    const isMirror = target.upstream.name !== route.wanted
    // A mirror often lacks them, and "no signature" must be the word of the one that is wanted.
    if (isMirror && (listed.index.manifests ?? []).length === 0) throw new RegistryError('MANIFEST_UNKNOWN')
    return listed
  })
  return referrersAnswer(value.index, value)
}

type Listed = { index: Referrers; link: string | null; isFiltered: boolean }
type Subject = { target: Target; digest: Digest }

async function readReferrers(call: Call, route: Route, { target, digest }: Subject): Promise<Listed> {
  const path = `referrers/${digest}${pageQuery(searchOf(call))}`
  const response = await askFollowing(call.edge, call.memory.tokens, target, {
    method: 'GET',
    path,
    accept: OCI_INDEX,
  })
  if (response.status === 200 && bareMediaType(response.headers.get('Content-Type')) === OCI_INDEX) {
    const index = indexSchema.safeParse(await readJson(call.edge, target.upstream, response))
    if (!index.success) throw notAList(target, 'referrers')
    const link = rewriteNextLink(response.headers.get('Link'), `/v2/${route.requested}/referrers/${digest}`)
    const isFiltered = response.headers.get('OCI-Filters-Applied')?.includes('artifactType') === true
    return { index: index.data, link, isFiltered }
  }
  if (!WITHOUT_API.includes(response.status)) throw await refusalOf(response, target, 'MANIFEST_UNKNOWN')
  await discardBody(response)
  const artifactType = searchOf(call).get('artifactType')
  const tagged = await taggedReferrers(call, target, digest)
  const manifests = (tagged.manifests ?? []).filter(
    (entry) => artifactType === null || entry.artifactType === artifactType,
  )
  return { index: { ...tagged, manifests }, link: null, isFiltered: artifactType !== null }
}

/** How upstreams without the API answer, and one with it that knows nothing of the digest: quay says 400. */
export const WITHOUT_API: readonly number[] = [200, 400, 404, 405, 406]

async function taggedReferrers(call: Call, target: Target, digest: Digest): Promise<Referrers> {
  try {
    const reference = { tag: referrersTag(digest) }
    const fetched = await fetchManifest(call.edge, call.memory.tokens, target, {
      reference,
      accept: OCI_INDEX,
    })
    const index = indexSchema.safeParse(JSON.parse(new TextDecoder().decode(fetched.bytes)))
    return index.success ? index.data : NO_REFERRERS
  } catch (error) {
    if (error instanceof RegistryError && error.code === 'MANIFEST_UNKNOWN') return NO_REFERRERS
    throw error
  }
}

/** The error for an upstream's 200 that is no list of what was asked for. */
export function notAList({ upstream }: Target, of: string): RegistryError {
  const message = `upstream ${upstream.name} answered with something that is not a list of ${of}`
  return new RegistryError('UNAVAILABLE', { message, status: 502 })
}

function referrersAnswer(index: Referrers, page: { link: string | null; isFiltered: boolean }): Response {
  const listed = { ...index, manifests: index.manifests ?? [] }
  return jsonAnswer(listed, {
    headers: {
      'Content-Type': OCI_INDEX,
      'Cache-Control': 'no-cache',
      ...(page.link === null ? {} : { Link: page.link }),
      ...(page.isFiltered ? { 'OCI-Filters-Applied': 'artifactType' } : {}),
    },
  })
}
