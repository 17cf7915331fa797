// A month by each dimension and pair, from its days.
import { daysOfMonth } from '../calendar.ts'
import {
  ANY_COUNT_KEY,
  ANY_PAIR_KEY,
  emptyBucket,
  insertCounts,
  insertPairs,
  recordRollup,
} from './bucket.ts'
import { type Mark, clearMark } from './mark.ts'

export function monthStatements(db: D1Database, mark: Mark, now: number): D1PreparedStatement[] {
  const { from, to } = daysOfMonth(mark.bucket)
  return [
    ...emptyBucket(db, 'month', mark.bucket),
    db.prepare(MONTH_COUNTS).bind(mark.bucket, from, to),
    db.prepare(MONTH_PAIRS).bind(mark.bucket, from, to),
    recordRollup(db, 'month', mark.bucket, now),
    clearMark(db, 'month', mark),
  ]
}

const MONTH_COUNTS = `WITH wide AS (
    SELECT artifact, dimension, metric, class, value, SUM(count) AS count FROM day_count
    WHERE ${ANY_COUNT_KEY} AND bucket >= ?2 AND bucket < ?3 GROUP BY 1, 2, 3, 4, 5
  ), ${insertCounts('month')}`

const MONTH_PAIRS = `WITH wide AS (
    SELECT artifact, pair, metric, a, b, SUM(count) AS count FROM day_pair
    WHERE ${ANY_PAIR_KEY} AND bucket >= ?2 AND bucket < ?3 GROUP BY 1, 2, 3, 4, 5
  ), ${insertPairs('month')}`
