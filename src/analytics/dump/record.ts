// The checksums of dumps: taken once, when a day has become final.
import { digestOf } from '../../oci/digest.ts'
import { PARTS, type Part, readContent } from './content.ts'

export type Dump = { day: number; part: Part; row_count: number; bytes: number; sha256: string }

/** Days that one run of the cron takes; a day is read whole. */
const DAYS_PER_RUN_MAX = 5
/** A day that could not be made final in time is looked for this far back from the newest that has been. */
const BEHIND_DAYS_MAX = 40

/** Repeating it changes nothing. */
export async function recordDumps(db: D1Database): Promise<void> {
  const { results } = await db
    .prepare(
      `SELECT bucket AS day FROM rollup WHERE scale = 'day' AND state = 'final'
       AND bucket > (SELECT COALESCE(MAX(day), 0) FROM dump) - ${BEHIND_DAYS_MAX}
       AND NOT EXISTS (SELECT 1 FROM dump WHERE dump.day = bucket) ORDER BY bucket LIMIT ${DAYS_PER_RUN_MAX}`,
    )
    .all<{ day: number }>()
  for (const { day } of results) {
    const dumps: Dump[] = []
    for (const part of PARTS) dumps.push(await dumpOf(db, day, part))
    await db.batch(dumps.map((dump) => saveDump(db, dump)))
  }
}

async function dumpOf(db: D1Database, day: number, part: Part): Promise<Dump> {
  const { text, rowCount } = await readContent(db, day, part)
  const bytes = await new Response(text).arrayBuffer()
  const sha256 = (await digestOf(bytes)).replace('sha256:', '')
  return { day, part, row_count: rowCount, bytes: bytes.byteLength, sha256 }
}

function saveDump(db: D1Database, { day, part, row_count, bytes, sha256 }: Dump): D1PreparedStatement {
  return db
    .prepare('INSERT OR IGNORE INTO dump (day, part, row_count, bytes, sha256) VALUES (?1, ?2, ?3, ?4, ?5)')
    .bind(day, part, row_count, bytes, sha256)
}
