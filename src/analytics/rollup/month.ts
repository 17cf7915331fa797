// A month by each dimension and pair, from its days.
import { daysOfMonth } from '../calendar.ts'
import { ANY_COUNT_KEY, ANY_PAIR_KEY, recordRollup, replaceCounts, replacePairs } from './bucket.ts'
import { type Mark, clearMark } from './mark.ts'

export function monthStatements(db: D1Database, mark: Mark, now: number): D1PreparedStatement[] {
  const { from, to } = daysOfMonth(mark.bucket)
  const [counts, emptyCounts, pairs, emptyPairs] = [...MONTH_COUNTS, ...MONTH_PAIRS].map((sql) =>
    db.prepare(sql),
  )
  return [
    counts?.bind(mark.bucket, from, to),
    emptyCounts?.bind(mark.bucket),
    pairs?.bind(mark.bucket, from, to),
    emptyPairs?.bind(mark.bucket),
    recordRollup(db, 'month', mark.bucket, now),
    clearMark(db, 'month', mark),
  ].filter((statement) => statement !== undefined)
}

const MONTH_COUNTS = replaceCounts(
  'month',
  `WITH wide AS (
    SELECT artifact, dimension, metric, class, value, SUM(count) AS count FROM day_count
    WHERE ${ANY_COUNT_KEY} AND bucket >= ?2 AND bucket < ?3 GROUP BY 1, 2, 3, 4, 5)`,
)

const MONTH_PAIRS = replacePairs(
  'month',
  `WITH wide AS (
    SELECT artifact, pair, metric, a, b, SUM(count) AS count FROM day_pair
    WHERE ${ANY_PAIR_KEY} AND bucket >= ?2 AND bucket < ?3 GROUP BY 1, 2, 3, 4, 5)`,
)
