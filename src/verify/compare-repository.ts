// One repository of two upstreams: its newest tags, and below each what it is made of.
import type { Repository } from '../oci/name.ts'
import { isTag } from '../oci/name.ts'
import { compareContent } from './compare-content.ts'
import type { Finding, RepositoryResult } from './finding.ts'
import { isDigestTag, newestTags } from './newest.ts'
import type { GivenUp } from './patience.ts'
import { type Pair, type Walk, attempt, reasonOf, report } from './walk.ts'

export async function compareRepository(
  pair: Pair,
  repository: Repository,
  { tags, blobs = false }: { tags: number; blobs?: boolean },
): Promise<RepositoryResult> {
  const result: RepositoryResult = {
    repository,
    state: 'compared',
    tagsListed: 0,
    tags: 0,
    manifests: 0,
    referrers: 0,
    blobs: 0,
    findings: [],
    findingsLeftOut: 0,
  }
  const walk: Walk = {
    ...pair,
    repository,
    listed: [],
    hasBlobs: blobs,
    seen: new Set(),
    givenUp: null,
    result,
  }
  try {
    walk.listed = (await pair.from.tags(repository)) ?? []
  } catch (error) {
    report(walk, whole(repository), { kind: 'unreadable', why: reasonOf(error) })
    return { ...result, state: 'unreadable' }
  }
  const newest = newestTags(walk.listed, tags)
  result.tagsListed = walk.listed.filter((tag) => !isDigestTag(tag)).length
  await Promise.all(newest.map((tag) => compareTag(walk, tag)))
  if (walk.givenUp !== null) reportGivenUp(walk, walk.givenUp)
  return newest.length === 0 ? { ...result, state: 'absent' } : inOrder(summed(result, newest.length), newest)
}

async function compareTag(walk: Walk, tag: string): Promise<void> {
  const { from, to, repository, result } = walk
  const where = { tag, what: 'tag', reference: tag } as const
  await attempt(walk, where, async () => {
    if (!isTag(tag)) throw new Error(`upstream ${from.name} lists a tag that is none`)
    const [source, target] = await Promise.all([
      from.manifest(repository, { tag }),
      to.manifest(repository, { tag }),
    ])
    // Deleted since it was listed.
    if (source === null) return
    result.tags += 1
    result.manifests += 1
    if (target === null) {
      report(walk, where, { from: source.digest })
    } else if (target.digest !== source.digest) {
      // What is below is then another build's: each part of it would be one more line that says the same.
      report(walk, where, { kind: 'different', from: source.digest, to: target.digest })
    } else {
      await compareContent(walk, tag, source)
    }
  })
}

/** One line of the whole repository, and none for each part that said the same before. */
function reportGivenUp(walk: Walk, error: GivenUp): void {
  const { result, repository } = walk
  result.findings = result.findings.filter(({ why }) => why !== error.silence)
  report(walk, whole(repository), { kind: 'unreadable', why: error.message })
}

/** The same sentence for every tag is one about the repository. */
function summed(result: RepositoryResult, tagsAsked: number): RepositoryResult {
  const { findings, repository, tags } = result
  const about = { ...whole(repository), repository, from: null, to: null }
  const missing = findings.filter(({ what, kind }) => what === 'tag' && kind === 'missing')
  if (tags > 0 && missing.length === tags && missing.length === findings.length)
    return { ...result, findings: [{ ...about, kind: 'missing', why: null }] }
  const [why = null] = findings.map((finding) => finding.why)
  const unreadable = findings.filter(
    ({ what, kind, why: reason }) => what === 'tag' && kind === 'unreadable' && reason === why,
  )
  if (unreadable.length === tagsAsked && unreadable.length === findings.length)
    return { ...result, state: 'unreadable', findings: [{ ...about, kind: 'unreadable', why }] }
  const isUnread = tags === 0 && findings.length > 0 && findings.every(({ kind }) => kind === 'unreadable')
  return isUnread ? { ...result, state: 'unreadable' } : result
}

/** By tag, the newest first: what comes when is chance. */
function inOrder(result: RepositoryResult, newest: string[]): RepositoryResult {
  const placeOf = ({ tag }: Finding) => (tag === null ? -1 : newest.indexOf(tag))
  const findings = result.findings.toSorted(
    (one, other) => placeOf(one) - placeOf(other) || (one.reference < other.reference ? -1 : 1),
  )
  return { ...result, findings }
}

function whole(repository: Repository) {
  return { tag: null, what: 'repository', reference: repository } as const
}
