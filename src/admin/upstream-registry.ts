// An upstream as the comparison asks it: with the gateway's own requests, tokens and deadlines.
import { discardBody } from '../body.ts'
import type { Edge } from '../edge.ts'
import { type Question, askFollowing } from '../gateway/ask.ts'
import { fetchManifest } from '../gateway/manifest-fetch.ts'
import { refusalOf } from '../gateway/refusal.ts'
import type { UpstreamTokens } from '../gateway/upstream-token.ts'
import { RegistryError } from '../oci/error.ts'
import { ALL_MANIFEST_TYPES } from '../oci/media-type.ts'
import type { Repository } from '../oci/name.ts'
import type { Target } from '../routing/routes.ts'
import type { Registry } from '../verify/registry.ts'
import { readReferrers, readTags } from './upstream-list.ts'

const WAIT_SECONDS_MAX = 10

type Asked = {
  edge: Edge
  tokens: UpstreamTokens
  /** The upstream's name. */
  name: string
  targetOf: (repository: Repository) => Target | undefined
}

export function registryOf({ edge, tokens, name, targetOf }: Asked): Registry {
  const at = (repository: Repository): Target => {
    const target = targetOf(repository)
    if (target === undefined) throw new Error(`the routes document has no ${repository} at upstream ${name}`)
    return target
  }
  const listing = (target: Target) => ({
    edge,
    target,
    ask: async (question: Question) => {
      const response = await askFollowing(edge, tokens, target, question)
      // Thrown, so that it is waited for and asked again.
      if (response.status === 429) throw await refusalOf(response, target, 'NAME_UNKNOWN')
      return response
    },
  })
  return {
    name,
    tags: (repository) => patient(() => readTags(listing(at(repository)))),
    referrers: (repository, digest) => patient(() => readReferrers(listing(at(repository)), digest)),
    manifest: (repository, reference) =>
      patient(async () => {
        const wanted = { reference, accept: ALL_MANIFEST_TYPES }
        try {
          return await fetchManifest(edge, tokens, at(repository), wanted)
        } catch (error) {
          if (error instanceof RegistryError && error.code === 'MANIFEST_UNKNOWN') return null
          throw error
        }
      }),
    hasBlob: (repository, digest) =>
      patient(async () => {
        const { target, ask } = listing(at(repository))
        const response = await ask({ method: 'HEAD', path: `blobs/${digest}` })
        if (response.status !== 200 && response.status !== 404)
          throw await refusalOf(response, target, 'BLOB_UNKNOWN')
        await discardBody(response)
        return response.status === 200
      }),
  }
}

/** A registry that asks for a moment gets it, once. */
async function patient<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    const seconds =
      error instanceof RegistryError && error.code === 'TOOMANYREQUESTS'
        ? Number(error.headers['Retry-After'] ?? 1)
        : NaN
    if (!(seconds <= WAIT_SECONDS_MAX)) throw error
    await scheduler.wait(seconds * 1000)
    return work()
  }
}
