// A month by each dimension and pair, from its days.
import { daysOfMonth } from '../calendar.ts'
import { DIMENSIONS } from '../dimension.ts'
import { GROUPS, countsOf, pairsOf, recordRollup, replaceCounts, replacePairs } from './bucket.ts'
import { LAST_SUMMED_MONTH } from './ever.ts'
import type { Groups } from './group.ts'
import { type Mark, clearMark } from './mark.ts'

export function monthStatements(
  db: D1Database,
  mark: Mark,
  { groups, now }: { groups: Groups; now: number },
): D1PreparedStatement[] {
  const { bucket } = mark
  const { from, to } = daysOfMonth(bucket)
  return [
    ...[MAKE_COUNTS, MAKE_PAIRS, TOTALS].map((sql) => db.prepare(sql).bind(bucket, groups, from, to)),
    ...[CLEAR_COUNTS, CLEAR_PAIRS].map((sql) => db.prepare(sql).bind(bucket, groups)),
    recordRollup(db, 'month', { bucket, now }),
    clearMark(db, 'month', mark),
  ]
}

const IN_DAYS = 'bucket >= ?3 AND bucket < ?4'

const [MAKE_COUNTS = '', CLEAR_COUNTS = ''] = replaceCounts(
  { scale: 'month', groups: GROUPS },
  `WITH ${GROUPS}, wide AS (
    SELECT of_group.artifact, dimension, of_group.metric, class, value, SUM(count) AS count
    FROM ${countsOf('day_count', IN_DAYS)} GROUP BY 1, 2, 3, 4, 5)`,
)

const [MAKE_PAIRS = '', CLEAR_PAIRS = ''] = replacePairs(
  { scale: 'month', groups: GROUPS },
  `WITH ${GROUPS}, wide AS (
    SELECT of_group.artifact, pair, of_group.metric, a, b, SUM(count) AS count
    FROM ${pairsOf('day_pair', IN_DAYS)} GROUP BY 1, 2, 3, 4, 5)`,
)

const ofDays = `one.artifact = days.artifact AND one.dimension = ${DIMENSIONS.total} AND one.metric = days.metric
      AND one.class = days.class`

/**
 * Only of what the month has. The sum is over what months that are over have come to and all others, so that doing it twice
 * changes nothing, and how many months there have been does not matter.
 */
const TOTALS = `WITH ${GROUPS}, days AS (
    SELECT of_group.artifact, of_group.metric, class, MIN(bucket) AS first_day, MAX(bucket) AS last_day
    FROM ${countsOf('day_count', IN_DAYS)} WHERE dimension = ${DIMENSIONS.total} GROUP BY 1, 2, 3
  )
  INSERT INTO total_count (artifact, metric, class, count, first_day, last_day)
  SELECT artifact, metric, class, (SELECT SUM(count) FROM (
    SELECT count FROM ever_count AS one WHERE ${ofDays}
    UNION ALL SELECT count FROM month_count AS one WHERE ${ofDays} AND one.bucket > ${LAST_SUMMED_MONTH}
  )) AS total, first_day, last_day FROM days WHERE total IS NOT NULL
  ON CONFLICT DO UPDATE SET count = excluded.count,
    first_day = MIN(first_day, excluded.first_day), last_day = MAX(last_day, excluded.last_day)
  WHERE count <> excluded.count OR first_day > excluded.first_day OR last_day < excluded.last_day`
