// When versions came out, as far as the first fetch of each can tell.
import { minorOf } from './question.ts'

export type Release = { version: string; day: number }
/** `opensMinor`: nothing of its minor was there before, so that the minor came out with it. */
export type NewRelease = Release & { opensMinor: boolean }

type Parsed = { version: string; minor: string; numbers: number[]; day: number }

/** A release, without what comes after a dash: candidates are fetched by few. */
const RELEASE = /^v?(\d{1,9})\.(\d{1,9})\.(\d{1,9})$/
/** What is first seen this soon after the ledger began may be of any age. */
const OLD_DAYS = 3

/**
 * Releases, oldest first, from the first day on which each version was fetched. That day is the day of a release only
 * if the version was then the newest of its minor, or the first of the newest minor: an old one that somebody fetches
 * for the first time is none. `ledgerFrom`: the first day that was counted at all.
 */
export function releasesOf(firstDays: Release[], ledgerFrom: number): NewRelease[] {
  const releases: NewRelease[] = []
  const seen: Parsed[] = []
  const parsed = firstDays
    .map(parse)
    .filter((one) => one !== null)
    .toSorted((a, b) => a.day - b.day || compare(a.numbers, b.numbers))
  for (const one of parsed) {
    const siblings = seen.filter(({ minor }) => minor === one.minor)
    const rivals = siblings.length > 0 ? siblings : seen
    const isNewest = rivals.every(({ numbers }) => compare(numbers, one.numbers) < 0)
    const { version, day } = one
    if (isNewest && day >= ledgerFrom + OLD_DAYS)
      releases.push({ version, day, opensMinor: siblings.length === 0 })
    seen.push(one)
  }
  return releases
}

/** The highest release among versions; null if none of them is one. */
export function newestOf(versions: string[]): string | null {
  const parsed = versions.map((version) => parse({ version, day: 0 })).filter((one) => one !== null)
  return parsed.toSorted((a, b) => compare(b.numbers, a.numbers))[0]?.version ?? null
}

/** The highest of minors such as `1.19`; null if none of them is one. */
export function newestMinorOf(minors: string[]): string | null {
  const newest = newestOf(minors.map((minor) => `${minor}.0`))
  return newest === null ? null : minorOf(newest)
}

export async function readFirstDays(db: D1Database, artifact: string): Promise<Release[]> {
  const { results } = await db
    .prepare(
      `SELECT label.value AS version, version_first.first_day AS day FROM version_first
       JOIN label ON label.id = version
       WHERE artifact = (SELECT id FROM label WHERE dimension = 'artifact' AND value = ?1)
       ORDER BY version_first.first_day DESC LIMIT ${VERSIONS_MAX}`,
    )
    .bind(artifact)
    .all<Release>()
  return results
}

/** The newest so many: pages show no more, and a project may go on for decades. */
const VERSIONS_MAX = 1000

function parse({ version, day }: Release): Parsed | null {
  const [, ...numbers] = RELEASE.exec(version) ?? []
  return numbers.length === 0 ? null : { version, minor: minorOf(version), numbers: numbers.map(Number), day }
}

function compare(a: number[], b: number[]): number {
  const at = a.findIndex((part, index) => part !== b[index])
  return at === -1 ? 0 : (a[at] ?? 0) - (b[at] ?? 0)
}
