// An hour's events by cell, from the raw events.
import { type Mark, clearMark, setMark } from './mark.ts'

export function hourStatements(db: D1Database, mark: Mark): D1PreparedStatement[] {
  return [
    ...[COUNT, DELETE_STRAYS].map((sql) => db.prepare(sql).bind(mark.bucket)),
    setMark(db, 'day', Math.floor(mark.bucket / 24)),
    clearMark(db, 'hour', mark),
  ]
}

/** Only what has changed is written. */
const COUNT = `INSERT INTO hour_count (hour, cell, count)
  SELECT hour, cell, COUNT(*) FROM event WHERE hour = ?1 GROUP BY hour, cell
  ON CONFLICT (hour, cell) DO UPDATE SET count = excluded.count WHERE count <> excluded.count`

/** Events never go while their hour can be marked, so there should be none; the sums tell without looking for them. */
const DELETE_STRAYS = `DELETE FROM hour_count WHERE hour = ?1
  AND (SELECT SUM(count) FROM hour_count WHERE hour = ?1) <> (SELECT COUNT(*) FROM event WHERE hour = ?1)
  AND cell NOT IN (SELECT cell FROM event WHERE hour = ?1)`
