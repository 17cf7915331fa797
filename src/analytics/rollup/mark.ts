// Marks on buckets whose numbers are out of date.

export type Scale = 'hour' | 'day' | 'month'
export type Mark = { bucket: number; version: number }

/**
 * A day or month of this many rows is recomputed as soon as it is marked. A larger one waits until it may be written
 * anew, at so many rows a minute since the last time: rows written are what D1 charges for.
 */
const ROWS_AT_ONCE = 2000
const ROWS_PER_MINUTE = 200
const INTERVAL_MS_MAX = 60 * 60 * 1000

export async function readDueMarks(
  db: D1Database,
  scale: Scale,
  { now, most }: { now: number; most: number },
): Promise<Mark[]> {
  const { results } = await db
    .prepare(
      `SELECT dirty.bucket, dirty.version FROM dirty LEFT JOIN rollup USING (scale, bucket)
       WHERE dirty.scale = ?1
         AND COALESCE(computed_at + MIN(MAX(row_count - ${ROWS_AT_ONCE}, 0) * 60000 / ${ROWS_PER_MINUTE}, ${INTERVAL_MS_MAX}), 0) <= ?2
       ORDER BY dirty.bucket LIMIT ?3`,
    )
    .bind(scale, now, most)
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

/** Clears the mark only if nothing has come in since it was read; otherwise the next run comes back to the bucket. */
export function clearMark(db: D1Database, scale: Scale, { bucket, version }: Mark): D1PreparedStatement {
  return db
    .prepare('DELETE FROM dirty WHERE scale = ?1 AND bucket = ?2 AND version = ?3')
    .bind(scale, bucket, version)
}
