// From raw events to hours, from hours to days, from days to months: of each marked bucket what has changed is made anew.
import { logFailure } from '../../log.ts'
import { HOUR_MS, dayOf } from '../calendar.ts'
import { dayStatements } from './day.ts'
import { findDayGroups, findMonthGroups } from './group.ts'
import { hourStatements } from './hour.ts'
import { type Mark, type Scale, readDueMarks } from './mark.ts'
import { monthStatements } from './month.ts'

/** A run does so much and leaves the rest to the next, a few minutes later. */
const BUCKETS_PER_RUN_MAX = { hour: 48, day: 10, month: 5 } as const satisfies Record<Scale, number>

/** Reads what is to be made, and returns the one transaction that makes it. */
type Prepare = (mark: Mark) => Promise<D1PreparedStatement[]>

/**
 * Recomputes what is marked, each bucket in one transaction. Twice, two at once, or after a crash anywhere: the same
 * numbers. `now` in milliseconds since 1970.
 */
export async function rollUp(db: D1Database, now: number): Promise<void> {
  await rollUpScale(db, 'hour', now, (mark) => Promise.resolve(hourStatements(db, mark)))
  await rollUpScale(db, 'day', now, async (mark) =>
    dayStatements(db, mark, { groups: await findDayGroups(db, mark), now }),
  )
  await rollUpScale(db, 'month', now, async (mark) =>
    monthStatements(db, mark, { groups: await findMonthGroups(db, mark), now }),
  )
  await db.prepare(RECORD_RUN).bind(now, dayOf(now)).run()
}

/**
 * What had come in by `at` is in the numbers of days. Where today or yesterday is still marked, because it is large and waits
 * its turn or could not be made, that is what had when the day was last made; whatever comes later takes nothing back.
 */
const RECORD_RUN = `INSERT INTO rolled_up (id, at)
  SELECT 1, MIN(?1, COALESCE(MIN(COALESCE(computed_at, IIF(dirty.scale = 'hour', dirty.bucket, dirty.bucket * 24) * ${HOUR_MS})), ?1))
  FROM dirty LEFT JOIN rollup ON rollup.scale = 'day'
    AND rollup.bucket = IIF(dirty.scale = 'hour', dirty.bucket / 24, dirty.bucket)
  WHERE (dirty.scale = 'hour' AND dirty.bucket >= (?2 - 1) * 24)
    OR (dirty.scale = 'day' AND dirty.bucket >= ?2 - 1)
  ON CONFLICT DO UPDATE SET at = MAX(at, excluded.at)`

async function rollUpScale(db: D1Database, scale: Scale, now: number, prepare: Prepare): Promise<void> {
  for (const mark of await readDueMarks(db, scale, { now, most: BUCKETS_PER_RUN_MAX[scale] })) {
    // One that cannot be made must not hold up the others; its mark stays.
    await prepare(mark)
      .then((statements) => db.batch(statements))
      .catch((error: unknown) =>
        logFailure('a rollup failed', { scale, bucket: mark.bucket, reason: String(error) }),
      )
  }
}
