// A month by each dimension and pair, from its days.
import { daysOfMonth } from '../calendar.ts'
import { DIMENSIONS } from '../dimension.ts'
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
    db.prepare(TOTALS).bind(mark.bucket, from, to),
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

/** Only of what the month has; the sum is over all its months, so that doing it twice changes nothing. */
const TOTALS = `WITH days AS (
    SELECT artifact, metric, class, MIN(bucket) AS first_day, MAX(bucket) AS last_day FROM day_count
    WHERE ${ANY_COUNT_KEY} AND dimension = ${DIMENSIONS.total} AND bucket >= ?2 AND bucket < ?3 GROUP BY 1, 2, 3
  )
  INSERT INTO total_count (artifact, metric, class, count, first_day, last_day)
  SELECT artifact, metric, class, (
    SELECT SUM(count) FROM month_count AS month WHERE month.artifact = days.artifact
      AND month.dimension = ${DIMENSIONS.total} AND month.metric = days.metric AND month.class = days.class
  ) AS total, first_day, last_day FROM days WHERE total IS NOT NULL
  ON CONFLICT DO UPDATE SET count = excluded.count,
    first_day = MIN(first_day, excluded.first_day), last_day = MAX(last_day, excluded.last_day)
  WHERE count <> excluded.count OR first_day > excluded.first_day OR last_day < excluded.last_day`
