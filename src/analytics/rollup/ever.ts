// What there ever was by each dimension and pair, from the months that are over for good: each is added once, and then
// nobody has to add up all of them again.
import { daysOfMonth, monthOfDay } from '../calendar.ts'
import { DIMENSIONS } from '../dimension.ts'
import { ANY_TOTAL_KEY, countsOf, pairsOf, replaceCounts, replacePairs } from './bucket.ts'
import { lastFinalDay } from './final.ts'

/** A run does so much and leaves the rest to the next, a few minutes later. */
const MONTHS_PER_RUN_MAX = 3

/** SQL of the last month that is in `ever_count` and `ever_pair`; later ones are to be added by whoever asks. */
export const LAST_SUMMED_MONTH = 'COALESCE((SELECT month FROM ever), -1)'

/**
 * Adds the months whose days are all final, one after the other, each with the note that it is there in one transaction.
 * Twice, two at once, or after a crash anywhere: the same numbers. `now` in milliseconds since 1970.
 */
export async function sumUpMonths(db: D1Database, now: number): Promise<void> {
  const openMonth = monthOfDay(lastFinalDay(now) + 1)
  for (let run = 0; run < MONTHS_PER_RUN_MAX; run++) {
    const month = await db.prepare(NEXT_MONTH).bind(openMonth).first<number>('month')
    if (month === null) return
    const { to } = daysOfMonth(month)
    const [, , , , noted] = await db.batch(
      [...COUNTS, ...PAIRS, NOTE].map((sql) => db.prepare(sql).bind(month, to)),
    )
    // Something of it is still to be made: so it is with all later ones.
    if (noted?.meta.changes === 0) return
  }
}

const NEXT_MONTH = `SELECT MIN(bucket) AS month FROM rollup
  WHERE scale = 'month' AND bucket > ${LAST_SUMMED_MONTH} AND bucket < ?1`

/**
 * Nothing of month ?1 or before it, which are the days before ?2, can change any more, and it is not there yet. What comes
 * later is late by this very note, also for a day that has no row of its own (ledger.ts).
 */
const IS_DUE = `${LAST_SUMMED_MONTH} < ?1
  AND NOT EXISTS (SELECT 1 FROM dirty WHERE (scale = 'month' AND bucket <= ?1)
    OR (scale = 'day' AND bucket < ?2) OR (scale = 'hour' AND bucket < ?2 * 24))
  AND NOT EXISTS (SELECT 1 FROM rollup WHERE scale = 'day' AND state = 'provisional' AND bucket < ?2)`

/** All that the month has, or nothing. */
const OF_MONTH = `changed (artifact, metric) AS (
    SELECT DISTINCT artifact, metric FROM month_count
    WHERE ${IS_DUE} AND dimension = ${DIMENSIONS.total} AND ${ANY_TOTAL_KEY} AND bucket = ?1
  )`

const countColumns = 'of_group.artifact, dimension, of_group.metric, class, value, count'
const COUNTS = replaceCounts(
  { scale: 'ever', groups: OF_MONTH },
  `WITH ${OF_MONTH}, both_parts AS (
    SELECT ${countColumns} FROM ${countsOf('ever_count', 'true')}
    UNION ALL SELECT ${countColumns} FROM ${countsOf('month_count', 'bucket = ?1')}
  ), wide AS (
    SELECT artifact, dimension, metric, class, value, SUM(count) AS count FROM both_parts GROUP BY 1, 2, 3, 4, 5)`,
)

const pairColumns = 'of_group.artifact, pair, of_group.metric, a, b, count'
const PAIRS = replacePairs(
  { scale: 'ever', groups: OF_MONTH },
  `WITH ${OF_MONTH}, both_parts AS (
    SELECT ${pairColumns} FROM ${pairsOf('ever_pair', 'true')}
    UNION ALL SELECT ${pairColumns} FROM ${pairsOf('month_pair', 'bucket = ?1')}
  ), wide AS (
    SELECT artifact, pair, metric, a, b, SUM(count) AS count FROM both_parts GROUP BY 1, 2, 3, 4, 5)`,
)

const ofNewDays = `FROM rollup WHERE scale = 'day' AND bucket >= old.until_day AND bucket < ?2`
/** Behind the others: it is what makes the month no longer due. */
const NOTE = `WITH RECURSIVE old AS (
    SELECT COALESCE(until_day, (SELECT MIN(bucket) FROM rollup WHERE scale = 'day')) AS until_day,
      COALESCE(day_count, 0) AS day_count, COALESCE(missing, '[]') AS missing, COALESCE(revision, 0) AS revision
    FROM (SELECT 1) LEFT JOIN ever
  ), day (number) AS (
    SELECT until_day FROM old UNION ALL SELECT number + 1 FROM day WHERE number + 1 < ?2
  )
  INSERT INTO ever (id, month, until_day, day_count, missing, revision)
  SELECT 1, ?1, ?2, day_count + (SELECT COUNT(*) ${ofNewDays}), (
      SELECT json_group_array(number) FROM (
        SELECT value AS number FROM json_each(old.missing)
        UNION ALL SELECT number FROM day WHERE number NOT IN (SELECT bucket ${ofNewDays})
      )
    ), revision + (SELECT COALESCE(SUM(revision), 0) ${ofNewDays})
  FROM old WHERE ${IS_DUE}
  ON CONFLICT DO UPDATE SET month = excluded.month, until_day = excluded.until_day, day_count = excluded.day_count,
    missing = excluded.missing, revision = excluded.revision`
