// Marks on buckets whose numbers are out of date.
import { HOUR_MS } from '../calendar.ts'

export type Scale = 'hour' | 'day' | 'month'
/** `revision`: how often the bucket had been made when its mark was read; an hour, of which that is not kept, never. */
export type Mark = { bucket: number; version: number; revision: number }

/**
 * A day or month of so many rows is recomputed as soon as it is marked. A larger one waits until it may be, at so many
 * rows a minute since the last time. Of a day, rows written are the measure, which D1 charges for most. A month is read
 * from all of its days each time, and rows read are what D1's free plan has least of.
 */
const ROWS_AT_ONCE = 2000
const PACES = {
  hour: { rowsPerMinute: 200, intervalMsMax: 0 },
  day: { rowsPerMinute: 200, intervalMsMax: HOUR_MS },
  month: { rowsPerMinute: 30, intervalMsMax: 6 * HOUR_MS },
} as const satisfies Record<Scale, { rowsPerMinute: number; intervalMsMax: number }>

export async function readDueMarks(
  db: D1Database,
  scale: Scale,
  { now, most }: { now: number; most: number },
): Promise<Mark[]> {
  const { rowsPerMinute, intervalMsMax } = PACES[scale]
  const { results } = await db
    .prepare(
      `SELECT dirty.bucket, dirty.version, COALESCE(revision, 0) AS revision FROM dirty LEFT JOIN rollup USING (scale, bucket)
       WHERE dirty.scale = ?1
         AND COALESCE(computed_at + MIN(MAX(row_count - ${ROWS_AT_ONCE}, 0) * 60000 / ?4, ?5), 0) <= ?2
       ORDER BY dirty.bucket LIMIT ?3`,
    )
    .bind(scale, now, most, rowsPerMinute, intervalMsMax)
    .all<Mark>()
  return results
}

export function setMark(db: D1Database, scale: Scale, bucket: number): D1PreparedStatement {
  return db
    .prepare(
      `INSERT INTO dirty (scale, bucket, version) VALUES (?1, ?2, 1)
       ON CONFLICT (scale, bucket) DO UPDATE SET version = version + 1`,
    )
    .bind(scale, bucket)
}

/**
 * Clears the mark only if nothing has come in since it was read; otherwise the next run comes back to the bucket. Goes
 * behind `recordRollup`, by which nobody else may have made the bucket meanwhile: the mark may have been cleared by that,
 * and this be another one, which has begun at the same version.
 */
export function clearMark(
  db: D1Database,
  scale: Scale,
  { bucket, version, revision }: Mark,
): D1PreparedStatement {
  return db
    .prepare(
      `DELETE FROM dirty WHERE scale = ?1 AND bucket = ?2 AND version = ?3
       AND COALESCE((SELECT revision FROM rollup WHERE scale = ?1 AND bucket = ?2), 1) = ?4 + 1`,
    )
    .bind(scale, bucket, version, revision)
}
