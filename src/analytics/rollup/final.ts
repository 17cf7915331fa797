// The end of a day: its sources are counted, it becomes final, and its raw events go.
import { DAY_MS, HOUR_MS, dayOf } from '../calendar.ts'

/** How long a day stays open for late events after its end. */
export const FINAL_AFTER_HOURS = 72
/** After a day was last made, another run that began to make it before is over: what it is made of must not go sooner. */
const SETTLED_MS = HOUR_MS
/** Rows deleted by one statement, and statements in one run: D1 answers nobody else meanwhile. */
const PURGE_ROWS = 5000
const PURGES_PER_RUN_MAX = 40
/** Cells are looked for once a run, and only after hours have gone: finding them reads every hour that is kept. */
const PURGED_CELLS_MAX = 200_000
/** The queue has then surely been worked off; sources that come later than that are not added. */
const SOURCES_AFTER_MS = 2 * HOUR_MS
/** How long it is remembered which events were dropped, and so not dropped twice. */
const DROPPED_DAYS = 14
/** How long totals by the hour are kept: as long as somebody may still ask what happened at what time. */
export const HOUR_TOTAL_DAYS = 35

/** The last day that is over for good at `now`: a day is kept open for late events, and no mark may wait for it. */
export function lastFinalDay(now: number): number {
  return dayOf(now - FINAL_AFTER_HOURS * HOUR_MS) - 1
}

/** Days whose numbers are made and stay so. A late event after that is dropped, and counted as such. */
export async function finaliseDays(db: D1Database, now: number): Promise<void> {
  await db
    .prepare(
      `UPDATE rollup SET state = 'final' WHERE scale = 'day' AND bucket IN (
         SELECT bucket FROM rollup WHERE scale = 'day' AND state = 'provisional' AND bucket <= ?1)
       AND NOT EXISTS (SELECT 1 FROM dirty WHERE
         (dirty.scale = 'day' AND dirty.bucket = rollup.bucket)
         OR (dirty.scale = 'hour' AND dirty.bucket >= rollup.bucket * 24 AND dirty.bucket < (rollup.bucket + 1) * 24))`,
    )
    .bind(lastFinalDay(now))
    .run()
}

/** Different sources of days that are over, once each. Reads a day's raw events, so it stands apart from the rollups. */
export async function countSources(db: D1Database, now: number): Promise<void> {
  const { results } = await db
    .prepare(
      `SELECT bucket FROM rollup WHERE scale = 'day' AND state = 'provisional' AND bucket < ?1
       AND NOT EXISTS (SELECT 1 FROM day_source WHERE day = bucket) ORDER BY bucket LIMIT 1`,
    )
    .bind(dayOf(now - SOURCES_AFTER_MS))
    .all<{ bucket: number }>()
  for (const { bucket } of results) {
    await db
      .prepare(
        `INSERT OR REPLACE INTO day_source (day, artifact, metric, count)
         SELECT ?1, artifact, metric, COUNT(DISTINCT NULLIF(source, x'')) FROM event JOIN cell ON cell.id = event.cell
         WHERE hour >= ?1 * 24 AND hour < (?1 + 1) * 24 GROUP BY artifact, metric`,
      )
      .bind(bucket)
      .run()
  }
}

/**
 * Drops by day and reason, from the drops that are remembered one by one; of days whose drops are being forgotten the
 * count stays. An event that was dropped and came again when it could be counted is none any more.
 */
export async function countDropped(db: D1Database, now: number): Promise<void> {
  const fromDay = dayOf(now) - DROPPED_DAYS
  await db.batch(
    [
      `INSERT INTO dropped (day, reason, count)
       SELECT day, reason, COUNT(*) FROM dropped_event GROUP BY day, reason
       ON CONFLICT (day, reason) DO UPDATE SET count = excluded.count
       WHERE count < excluded.count OR (count > excluded.count AND day >= ?1)`,
      `DELETE FROM dropped WHERE day >= ?1
       AND NOT EXISTS (SELECT 1 FROM dropped_event AS one WHERE one.day = dropped.day AND one.reason = dropped.reason)`,
    ].map((sql) => db.prepare(sql).bind(fromDay)),
  )
}

/** Deletes what is no longer needed, a bounded piece at a time: raw events and hours of final days, old drops, cells, messages. */
export async function purge(db: D1Database, now: number, rawDays: number): Promise<void> {
  const beforeDay = dayOf(now) - rawDays
  await purgeWith(db.prepare(PURGE_EVENTS).bind(beforeDay, now - SETTLED_MS))
  const hours = await purgeWith(db.prepare(PURGE_HOURS).bind(beforeDay, now - SETTLED_MS))
  await purgeWith(db.prepare(PURGE_DROPS).bind(dayOf(now) - DROPPED_DAYS))
  // What nobody has put right by then could no longer be counted, since its day is final: it is a drop.
  await db.batch([
    db.prepare(DROP_PARKED).bind(beforeDay, dayOf(now)),
    db.prepare(`DELETE ${OLD_PARKED}`).bind(beforeDay),
  ])
  await db
    .prepare('DELETE FROM hour_total WHERE hour < ?1 * 24')
    .bind(dayOf(now) - HOUR_TOTAL_DAYS)
    .run()
  if (hours > 0) await db.prepare(PURGE_CELLS).run()
}

/** All days before ?1 are; those of which there is something left were last made before ?2. */
const IS_OVER = `NOT EXISTS (SELECT 1 FROM rollup WHERE scale = 'day' AND state = 'provisional' AND bucket < ?1)
  AND NOT EXISTS (SELECT 1 FROM dirty WHERE
    (scale = 'hour' AND bucket < ?1 * 24) OR (scale = 'day' AND bucket < ?1))
  AND NOT EXISTS (SELECT 1 FROM rollup WHERE scale = 'day' AND computed_at > ?2 AND bucket < ?1
    AND bucket >= (SELECT MIN(hour) / 24 FROM hour_count))`

const PURGE_EVENTS = `DELETE FROM event WHERE (hour, id) IN (
  SELECT hour, id FROM event WHERE hour < ?1 * 24 AND ${IS_OVER} LIMIT ${PURGE_ROWS})`

const PURGE_HOURS = `DELETE FROM hour_count WHERE (hour, cell) IN (
  SELECT hour, cell FROM hour_count WHERE hour < ?1 * 24 AND ${IS_OVER} LIMIT ${PURGE_ROWS})`

const PURGE_DROPS = `DELETE FROM dropped_event WHERE (day, id) IN (
  SELECT day, id FROM dropped_event WHERE day < ?1 LIMIT ${PURGE_ROWS})`

/** The oldest first, so that both statements mean the same ones. */
const OLD_PARKED = `FROM parked WHERE id IN (
  SELECT id FROM parked WHERE parked_at < ?1 * ${DAY_MS} ORDER BY parked_at, id LIMIT ${PURGE_ROWS})`

const DROP_PARKED = `INSERT OR IGNORE INTO dropped_event (day, id, reason)
  SELECT ?2, CAST(id AS BLOB), 'unreadable' ${OLD_PARKED}`

/** Combinations that no hour and no event has any more. */
const PURGE_CELLS = `DELETE FROM cell WHERE id IN (
    SELECT id FROM cell WHERE id NOT IN (SELECT cell FROM hour_count)
    AND id NOT IN (SELECT cell FROM event WHERE hour IN (SELECT bucket FROM dirty WHERE scale = 'hour'))
    LIMIT ${PURGED_CELLS_MAX})`

/** Returns how many rows were deleted. */
async function purgeWith(statement: D1PreparedStatement): Promise<number> {
  let deleted = 0
  for (let run = 0; run < PURGES_PER_RUN_MAX; run++) {
    const { meta } = await statement.run()
    deleted += meta.changes
    if (meta.changes < PURGE_ROWS) break
  }
  return deleted
}
