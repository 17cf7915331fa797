// What of a marked day or month is out of date: only that is read and made anew.
import { daysOfMonth } from '../calendar.ts'
import { DIMENSIONS } from '../dimension.ts'
import { ANY_TOTAL_KEY } from './bucket.ts'
import type { Mark } from './mark.ts'

/**
 * JSON of `[artifact, metric]` pairs. What one artifact and metric have in a bucket is folded together and so is made
 * anew together, and it has changed if and only if one of its totals has: events are only ever added to what is open, and
 * none is ever moved to another cell. What comes in after this was read leaves the mark where it is (`clearMark`).
 */
export type Groups = string

export async function findDayGroups(db: D1Database, { bucket }: Mark): Promise<Groups> {
  return findGroups(db.prepare(DAY_GROUPS).bind(bucket))
}

export async function findMonthGroups(db: D1Database, { bucket }: Mark): Promise<Groups> {
  const { from, to } = daysOfMonth(bucket)
  return findGroups(db.prepare(MONTH_GROUPS).bind(bucket, from, to))
}

async function findGroups(statement: D1PreparedStatement): Promise<Groups> {
  const { results } = await statement.all<{ artifact: number; metric: number }>()
  return JSON.stringify(results.map(({ artifact, metric }) => [artifact, metric]))
}

/** Where the sum of what a bucket is made of is not what the bucket says, on either side. */
const differing = (parts: string, whole: string) => `SELECT DISTINCT artifact, metric FROM (
    SELECT artifact, metric, class FROM (
      SELECT artifact, metric, class, count FROM ${parts}
      UNION ALL
      SELECT artifact, metric, class, -count FROM ${whole}
        WHERE ${ANY_TOTAL_KEY} AND dimension = ${DIMENSIONS.total} AND bucket = ?1
    ) GROUP BY 1, 2, 3 HAVING SUM(count) <> 0)`

/** By cells, which are what a day is made of: totals of hours are younger than some databases, and are not kept as cells are. */
const DAY_GROUPS = differing(
  `hour_count CROSS JOIN cell ON cell.id = hour_count.cell WHERE hour >= ?1 * 24 AND hour < (?1 + 1) * 24`,
  'day_count',
)

const MONTH_GROUPS = differing(
  `day_count WHERE ${ANY_TOTAL_KEY} AND dimension = ${DIMENSIONS.total} AND bucket >= ?2 AND bucket < ?3`,
  'month_count',
)
