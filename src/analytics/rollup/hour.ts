// An hour's events by cell, from the raw events, and its totals.
import { type Mark, clearMark, setMark } from './mark.ts'

export function hourStatements(db: D1Database, mark: Mark): D1PreparedStatement[] {
  return [
    ...[COUNT, DELETE_STRAYS, TOTAL, DELETE_STRAY_TOTALS].map((sql) => db.prepare(sql).bind(mark.bucket)),
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

/** With what is there as nothing, so that what no cell has any more is found. */
const TOTAL = `INSERT INTO hour_total (artifact, metric, class, hour, count)
  SELECT artifact, metric, class, ?1, SUM(count) FROM (
    SELECT artifact, metric, class, count FROM hour_count JOIN cell ON cell.id = hour_count.cell WHERE hour = ?1
    UNION ALL
    SELECT artifact, metric, class, 0 FROM hour_total WHERE hour = ?1
  ) WHERE true GROUP BY 1, 2, 3
  ON CONFLICT DO UPDATE SET count = excluded.count WHERE count <> excluded.count`

const DELETE_STRAY_TOTALS = 'DELETE FROM hour_total WHERE hour = ?1 AND count = 0'
