// Rows by the thousand into the local database.

export type Sheet = { table: string; columns: string[]; rows: (number | string | null)[][] }

/** About a megabyte of JSON: a bound value may have two. */
const CHUNK_ROWS = 25_000

/** `told` hears how many rows of the sheet are written. */
export async function writeSheet(
  db: D1Database,
  { table, columns, rows }: Sheet,
  told: (rows: number) => void = () => undefined,
): Promise<void> {
  const values = columns.map((_column, place) => `value->>${place}`).join(', ')
  // json_each would write each row out as text, which is parsed anew: that takes twice as long.
  const insert = (verb: string) =>
    db.prepare(`${verb} INTO ${table} (${columns.join(', ')}) SELECT ${values} FROM jsonb_each(?1)`)
  for (let done = 0; done < rows.length; done += CHUNK_ROWS) {
    const chunk = rows.slice(done, done + CHUNK_ROWS)
    const json = JSON.stringify(chunk)
    try {
      await insert('INSERT').bind(json).run()
    } catch (error) {
      if (!isCutOff(error)) throw error
      // Whether it was heard is not known; each row has a key.
      await insert('INSERT OR IGNORE').bind(json).run()
    }
    told(done + chunk.length)
  }
}

/** Making rows keeps Node busy for long, and then it may send on a connection that the other side has just closed. */
function isCutOff(error: unknown): boolean {
  return error instanceof TypeError && error.message === 'fetch failed'
}
