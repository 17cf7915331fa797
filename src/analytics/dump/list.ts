// Which dumps there are.
import type { Days } from '../stats/interval.ts'
import { PARTS } from './content.ts'
import type { Dump } from './record.ts'

/** The newest first, both parts of a day side by side; `most` in days. */
export async function readDumps(db: D1Database, { from, to }: Days, most: number): Promise<Dump[]> {
  const { results } = await db
    .prepare(
      `SELECT day, part, row_count, bytes, sha256 FROM dump WHERE day >= ?1 AND day < ?2
       ORDER BY day DESC, part LIMIT ?3`,
    )
    .bind(from, to, most * PARTS.length)
    .all<Dump>()
  return results
}

/** From the first day to the last, that one included; null while there is none. */
export async function readDumpedDays(db: D1Database): Promise<{ first: number; last: number } | null> {
  const row = await db
    .prepare('SELECT (SELECT MIN(day) FROM dump) AS first, (SELECT MAX(day) FROM dump) AS last')
    .first<{ first: number | null; last: number | null }>()
  return row?.first == null || row.last === null ? null : { first: row.first, last: row.last }
}
