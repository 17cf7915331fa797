// One repository's comparison while it is under way: whom to ask, what was seen, what was found.
import type { Digest, Repository } from '../oci/name.ts'
import type { Finding, RepositoryResult } from './finding.ts'
import { GivenUp } from './patience.ts'
import type { Registry } from './registry.ts'

/** More of one repository is not read by anybody. */
const FINDINGS_MAX = 200

export type Pair = { from: Registry; to: Registry }

export type Walk = Pair & {
  repository: Repository
  /** All that the source lists, those under digests as well. */
  listed: string[]
  hasBlobs: boolean
  /** What has been looked at: many tags lead to the same image. */
  seen: Set<Digest>
  /** Why one of the two was not asked for the rest; null while both are. */
  givenUp: GivenUp | null
  result: RepositoryResult
}

type Where = Pick<Finding, 'tag' | 'what' | 'reference'>

export function report({ repository, result }: Walk, where: Where, found: Partial<Finding>): void {
  const finding = {
    repository,
    kind: 'missing',
    from: null,
    to: null,
    why: null,
    ...where,
    ...found,
  } as const
  if (result.findings.length < FINDINGS_MAX) result.findings.push(finding)
  else result.findingsLeftOut += 1
}

/**
 * Does `work`; where that fails, `where` is unreadable, and the rest of the comparison goes on. What was not even asked
 * for is one finding of the whole repository, not one each.
 */
export async function attempt(walk: Walk, where: Where, work: () => Promise<void>): Promise<void> {
  try {
    await work()
  } catch (error) {
    if (error instanceof GivenUp) walk.givenUp = error
    else report(walk, where, { kind: 'unreadable', why: reasonOf(error) })
  }
}

export function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

/** Whether this is the first time that `digest` is come to. */
export function isNew({ seen }: Walk, digest: Digest): boolean {
  if (seen.has(digest)) return false
  seen.add(digest)
  return true
}
