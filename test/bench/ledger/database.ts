// The ledger's tables, empty.
import { splitStatements } from '../../../cli/schema/statement.ts'
import schema from '../../../schema.sql'

const statements = splitStatements(schema)

export async function makeTables(db: D1Database): Promise<void> {
  await db.batch(statements.map((sql) => db.prepare(sql)))
}

/** Whatever was in them before. */
export async function emptyTables(db: D1Database): Promise<void> {
  const { results } = await db
    .prepare(
      "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name NOT LIKE '_cf_%'",
    )
    .all<{ name: string }>()
  await db.batch([
    ...results.map(({ name }) => db.prepare(`DROP TABLE ${name}`)),
    ...statements.map((sql) => db.prepare(sql)),
  ])
}

/** Bytes that the database takes, as D1 counts them. */
export async function sizeOf(db: D1Database): Promise<number> {
  const { meta } = await db.prepare('SELECT 1').run()
  return meta.size_after
}

/** The one number that a statement answers as `n`. */
export async function numberOf(db: D1Database, sql: string): Promise<number> {
  return (await db.prepare(sql).first<number>('n')) ?? NaN
}
