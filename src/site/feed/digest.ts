// The numbers of weeks: what was fetched of each artifact, and how its versions moved.
import type { Metric } from '../../analytics/event.ts'
import { shareOf } from '../../analytics/stats/adoption.ts'
import type { Span } from '../../analytics/stats/interval.ts'
import { OTHER, UNKNOWN, minorOf } from '../../analytics/stats/question.ts'
import { newestOf } from '../../analytics/stats/release.ts'
import { type Line, readSeries } from '../../analytics/stats/series.ts'
import type { Week } from './week.ts'

/** In the order in which they are shown; the first that an artifact has is what its versions are shares of. */
export const TOLD = ['pull', 'chart_pull', 'file_download', 'download'] as const satisfies Metric[]
export type Told = (typeof TOLD)[number]

/** `previous` is null where there is nothing to compare with. */
export type Count = { metric: Told; count: number; previous: number | null }

export type ArtifactDigest = {
  name: string
  numbers: Count[]
  /** The highest release that was fetched, and which part of all that was; null for what has no releases. */
  newest: { version: string; share: number } | null
  /** Minor versions that were less than half of all in the week before, and half or more in this one. */
  passedHalf: string[]
  /** What the shares are of. */
  of: Told
}

export type Digest = { week: Week; numbers: Count[]; artifacts: ArtifactDigest[] }

/** Each is two questions to the database, and a free account may ask fifty. */
const ARTIFACTS_MAX = 12
const VERSIONS_MAX = 100
const HALF = 0.5

type Lines = { metric: Told; lines: Line[] }[]

/** A week, and where it stands in the lines. */
type Place = { week: Week; at: number }

/** One for each week, in the same order. */
export async function readDigests(db: D1Database, weeks: Week[]): Promise<Digest[]> {
  const all = weeks.map(({ week }) => week)
  const span: Span = { interval: 'week', from: Math.min(...all) - 1, to: Math.max(...all) + 1 }
  const read = (metric: Told, artifact: string | null) =>
    readSeries(db, {
      question: { artifact, metric, classes: [], by: artifact === null ? 'artifact' : 'version', where: {} },
      span,
      before: null,
      limit: artifact === null ? ARTIFACTS_MAX : VERSIONS_MAX,
    })
  const found = await Promise.all(TOLD.map(async (metric) => ({ metric, lines: await read(metric, null) })))
  const artifacts = await Promise.all(
    namesOf(found).map(async (name) => {
      const of = mainMetric(found, name)
      return { name, of, versions: isNamed(name) ? await read(of, name) : [] }
    }),
  )
  return weeks.map((week) => {
    const place = { week, at: week.week - span.from }
    const told = artifacts.map(({ name, of, versions }) => {
      const own = found.map(({ metric, lines }) => ({
        metric,
        lines: lines.filter(({ value }) => value === name),
      }))
      return { name, of, numbers: numbersOf(own, place), ...movementOf(versions, place) }
    })
    const fetched = told.filter(({ numbers }) => numbers.some(({ count }) => count > 0))
    return { week, numbers: numbersOf(found, place), artifacts: fetched }
  })
}

/** The largest of each metric, what has no name last. */
function namesOf(found: Lines): string[] {
  const names = new Set(found.flatMap(({ lines }) => lines.map(({ value }) => value)))
  return [
    ...[...names].filter(isNamed).slice(0, ARTIFACTS_MAX),
    ...[...names].filter((name) => !isNamed(name)),
  ]
}

function isNamed(name: string): boolean {
  return name !== OTHER && name !== UNKNOWN
}

function mainMetric(found: Lines, name: string): Told {
  return found.find(({ lines }) => lines.some(({ value }) => value === name))?.metric ?? 'pull'
}

function numbersOf(found: Lines, { week, at }: Place): Count[] {
  return found.map(({ metric, lines }) => ({
    metric,
    count: sumAt(lines, at),
    previous: week.hasBefore ? sumAt(lines, at - 1) : null,
  }))
}

function movementOf(versions: Line[], { week, at }: Place): Pick<ArtifactDigest, 'newest' | 'passedHalf'> {
  const newest = newestOf(versions.filter(({ counts }) => (counts[at] ?? 0) > 0).map(({ value }) => value))
  const share = (of: Line[], when: number) => shareOf(sumAt(of, when), sumAt(versions, when)) ?? 0
  const minors = Object.groupBy(versions, ({ value }) => minorOf(value))
  const passedHalf = Object.entries(minors)
    .filter(([minor]) => /^\d+\.\d+$/.test(minor))
    .filter(([, lines = []]) => share(lines, at) >= HALF && share(lines, at - 1) < HALF)
    .map(([minor]) => minor)
  return {
    newest:
      newest === null
        ? null
        : {
            version: newest,
            share: share(
              versions.filter(({ value }) => value === newest),
              at,
            ),
          },
    passedHalf: week.hasBefore && sumAt(versions, at - 1) > 0 ? passedHalf : [],
  }
}

function sumAt(lines: Line[], at: number): number {
  return lines.reduce((sum, { counts }) => sum + (counts[at] ?? 0), 0)
}
