// What registries give in pages: the tags of a repository, and what was published about a digest.
import * as z from 'zod'
import { discardBody } from '../body.ts'
import type { Edge } from '../edge.ts'
import type { Question } from '../gateway/ask.ts'
import { readJson } from '../gateway/json.ts'
import { refusalOf } from '../gateway/refusal.ts'
import { RegistryError } from '../oci/error.ts'
import { rewriteNextLink } from '../oci/link.ts'
import { OCI_INDEX, bareMediaType } from '../oci/media-type.ts'
import { type Digest, isDigest } from '../oci/name.ts'
import type { Target } from '../routing/routes.ts'
import type { Referrer } from '../verify/registry.ts'

const PAGES_MAX = 100
/** How upstreams without the API of referrers answer. */
const WITHOUT_API = [400, 404, 405, 406]

const tagsSchema = z.object({ tags: z.array(z.string()).nullable() })
const referrersSchema = z.object({
  manifests: z.array(z.object({ digest: z.string(), artifactType: z.string().nullish() })).nullish(),
})

export type Listing = { edge: Edge; target: Target; ask: (question: Question) => Promise<Response> }

/** Null for no such repository, by the registry's own word: not where it wants a login. */
export async function readTags(listing: Listing): Promise<string[] | null> {
  const first = await listing.ask({ method: 'GET', path: 'tags/list', accept: 'application/json' })
  if (first.status === 404) return discardBody(first).then(() => null)
  const pages = await readPages(listing, { path: 'tags/list', accept: 'application/json', first })
  return pages.flatMap((page) => shaped(tagsSchema, page, listing).tags ?? [])
}

/** Null where the registry has not got the API. */
export async function readReferrers(listing: Listing, digest: Digest): Promise<Referrer[] | null> {
  const path = `referrers/${digest}`
  const first = await listing.ask({ method: 'GET', path, accept: OCI_INDEX })
  const isOther = first.status === 200 && bareMediaType(first.headers.get('Content-Type')) !== OCI_INDEX
  if (isOther || WITHOUT_API.includes(first.status)) return discardBody(first).then(() => null)
  const pages = await readPages(listing, { path, accept: OCI_INDEX, first })
  return pages
    .flatMap((page) => shaped(referrersSchema, page, listing).manifests ?? [])
    .flatMap(({ digest, artifactType }) =>
      isDigest(digest) ? [{ digest, artifactType: artifactType ?? '' }] : [],
    )
}

type List = { path: string; accept: string; first: Response }

/** The documents of all pages, as the registry links them. */
async function readPages({ edge, target, ask }: Listing, { path, accept, first }: List): Promise<unknown[]> {
  const pages: unknown[] = []
  for (let response = first; ;) {
    if (response.status !== 200) throw await refusalOf(response, target, 'NAME_UNKNOWN')
    // Through our own names and back: what else stands in the link goes nowhere.
    const link = rewriteNextLink(response.headers.get('Link'), path)
    pages.push(await readJson(edge, target.upstream, response))
    if (link === null) return pages
    if (pages.length >= PAGES_MAX) throw new Error(`upstream ${target.upstream.name} lists without end`)
    response = await ask({ method: 'GET', path: link.slice(1, link.indexOf('>')), accept })
  }
}

function shaped<S extends z.ZodType>(schema: S, page: unknown, { target }: Listing): z.output<S> {
  const result = schema.safeParse(page)
  if (result.success) return result.data
  const message = `upstream ${target.upstream.name} answered with something that is not a list`
  throw new RegistryError('UNAVAILABLE', { message, status: 502 })
}
