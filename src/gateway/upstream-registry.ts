// An upstream by the public names of its repositories: how the comparison of two upstreams asks for what they hold.
import * as z from 'zod/mini'
import { ALL_MANIFEST_TYPES, OCI_INDEX, bareMediaType } from '../oci/media-type.ts'
import { RegistryError } from '../oci/error.ts'
import type { Digest, Repository } from '../oci/name.ts'
import { rewriteNextLink } from '../oci/link.ts'
import { discardBody } from '../body.ts'
import type { Asking } from '../edge.ts'
import { type Routes, type Target, findRoute } from '../routing/routes.ts'
import type { Patience } from '../verify/patience.ts'
import { readReferrers } from '../verify/referrer.ts'
import type { Referrer, Registry } from '../verify/registry.ts'
import { askFollowing } from './ask.ts'
import { findBlobSize } from './blob-head.ts'
import { readJson } from './json.ts'
import { fetchManifest } from './manifest-fetch.ts'
import { WITHOUT_API, notAList } from './referrers.ts'
import { refusalOf } from './refusal.ts'
import type { UpstreamTokens } from './upstream-token.ts'

/** Asked for; registries give fewer as they like. */
const PAGE_TAGS = 1000
/** Quay gives 100 tags a page. */
const PAGES_MAX = 500

const pageSchema = z.object({ tags: z.nullable(z.array(z.string())) })

export type Asker = {
  edge: Asking
  tokens: UpstreamTokens
  /** Each request is made through it, each page of a list too. */
  patience: Patience
  /** Said where a registry refuses, if that may be for want of a login rather than of the repository; else null. */
  refusedBecause: string | null
}

/** The target of a public name at one upstream, or null where the document does not lead it there. */
export function targetAt(routes: Routes, repository: Repository, upstream: string): Target | null {
  const route = findRoute(routes, repository, { active: upstream, health: {} })
  return route?.targets.find((target) => target.upstream.name === upstream) ?? null
}

export function upstreamRegistry(asker: Asker, routes: Routes, name: string): Registry {
  const { edge, tokens, patience } = asker
  const targetOf = (repository: Repository): Target => {
    const target = targetAt(routes, repository, name)
    if (target === null) throw new Error(`the routes document does not lead ${repository} to ${name}`)
    return target
  }
  const held = <T>(request: () => Promise<T>) => orNull(asker, () => patience(request))
  return {
    name,
    tags: (repository) => orNull(asker, () => readTags(asker, targetOf(repository))),
    manifest: (repository, reference) =>
      held(async () => {
        const question = { reference, accept: ALL_MANIFEST_TYPES }
        const { digest, bytes } = await fetchManifest(edge, tokens, targetOf(repository), question)
        return { digest, bytes }
      }),
    referrers: (repository, digest) => listReferrers(asker, targetOf(repository), digest),
    hasBlob: async (repository, digest) => {
      const size = await held(() => findBlobSize({ edge, memory: { tokens } }, targetOf(repository), digest))
      return size !== null
    },
  }
}

/** null for the registry's word that there is no such thing. */
async function orNull<T>({ refusedBecause }: Asker, request: () => Promise<T>): Promise<T | null> {
  try {
    return await request()
  } catch (error) {
    if (!(error instanceof RegistryError)) throw error
    if (error.code === 'MANIFEST_UNKNOWN' || error.code === 'BLOB_UNKNOWN') return null
    if (error.code !== 'NAME_UNKNOWN') throw error
    if (refusedBecause === null) return null
    throw new Error(`${error.message} (${refusedBecause})`, { cause: error })
  }
}

async function readTags({ edge, tokens, patience }: Asker, target: Target): Promise<string[]> {
  const all: string[] = []
  let query: string | null = `?n=${PAGE_TAGS}`
  for (let page = 0; query !== null && page < PAGES_MAX; page++) {
    const question = { method: 'GET', path: `tags/list${query}`, accept: 'application/json' } as const
    query = await patience(async () => {
      const response = await askFollowing(edge, tokens, target, question)
      if (response.status !== 200) throw await refusalOf(response, target, 'NAME_UNKNOWN')
      const next = nextQuery(response)
      const parsed = pageSchema.safeParse(await readJson(edge, target.upstream, response))
      if (!parsed.success) throw notAList(target, 'tags')
      all.push(...(parsed.data.tags ?? []))
      return next
    })
  }
  if (query === null) return all
  throw new Error(`upstream ${target.upstream.name} (${target.repository}) lists tags without an end`)
}

async function listReferrers(asker: Asker, target: Target, digest: Digest): Promise<Referrer[] | null> {
  const { edge, tokens, patience } = asker
  const all: Referrer[] = []
  let query: string | null = ''
  for (let page = 0; query !== null && page < PAGES_MAX; page++) {
    const question = { method: 'GET', path: `referrers/${digest}${query}`, accept: OCI_INDEX } as const
    const answer: { entries: Referrer[]; next: string | null } | null = await patience(async () => {
      const response = await askFollowing(edge, tokens, target, question)
      const isIndex = bareMediaType(response.headers.get('Content-Type')) === OCI_INDEX
      if (response.status === 200 && isIndex) {
        const next = nextQuery(response)
        const index = await readJson(edge, target.upstream, response)
        const entries = readReferrers(index)
        if (entries === null) throw notAList(target, 'referrers')
        return { entries, next }
      }
      if (!WITHOUT_API.includes(response.status)) throw await refusalOf(response, target, 'MANIFEST_UNKNOWN')
      await discardBody(response)
      return null
    })
    if (answer === null) return null
    all.push(...answer.entries)
    query = answer.next
  }
  return all
}

/** `?n=1000&last=v1.2` of the next page, if there is one. */
function nextQuery(response: Response): string | null {
  const link = rewriteNextLink(response.headers.get('Link'), '')
  return /^<(\?[^>]*)>/.exec(link ?? '')?.[1] ?? null
}
