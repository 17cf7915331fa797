// Whether one upstream can stand in for another: the newest tags of every repository, and all that belongs to them.
import pLimit from 'p-limit'
import type { Repository } from '../oci/name.ts'
import { compareRepository } from './compare-repository.ts'
import type { Comparison, RepositoryResult } from './finding.ts'
import type { Registry } from './registry.ts'

export type CompareOptions = {
  /** How many of each repository, the newest first. */
  tags: number
  /** Whether configurations and layers are asked for, too; registries take a manifest only when they hold its blobs. */
  blobs?: boolean
  /** Requests under way at each of the two. */
  requestsAtOnce?: number
  /** Hears of each repository when it is done. */
  onResult?: (result: RepositoryResult) => void
}

const REQUESTS_AT_ONCE = 6
const REPOSITORIES_AT_ONCE = 4

/**
 * Compares what `to` holds with what `from` holds. That `to` holds more is well. It never rejects: what cannot be read
 * is a finding.
 */
export async function compareRegistries(
  from: Registry,
  to: Registry,
  repositories: Repository[],
  options: CompareOptions,
): Promise<Comparison> {
  const atOnce = options.requestsAtOnce ?? REQUESTS_AT_ONCE
  const pair = { from: limited(from, atOnce), to: limited(to, atOnce) }
  const limit = pLimit(REPOSITORIES_AT_ONCE)
  const results = await limit.map(repositories, async (repository) => {
    const result = await compareRepository(pair, repository, options)
    options.onResult?.(result)
    return result
  })
  const ok = results.every(({ state, findings }) => state !== 'unreadable' && findings.length === 0)
  return { from: from.name, to: to.name, repositories: results, ok }
}

/** The same registry, asked a few things at a time. */
function limited(registry: Registry, requestsAtOnce: number): Registry {
  const limit = pLimit(requestsAtOnce)
  return {
    name: registry.name,
    tags: (repository) => limit(() => registry.tags(repository)),
    manifest: (repository, reference) => limit(() => registry.manifest(repository, reference)),
    referrers: (repository, digest) => limit(() => registry.referrers(repository, digest)),
    hasBlob: (repository, digest) => limit(() => registry.hasBlob(repository, digest)),
  }
}
