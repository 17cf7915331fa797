// schema.sql onto a database, new or in use, with the rows that are there.
import * as z from 'zod'
import { type Plan, READ_LIVE, type Step, planMigration } from './plan.ts'

/** What is needed of a database: the one behind a binding, or the one that wrangler reaches. */
export type Database = {
  read: (sql: string) => Promise<unknown[]>
  /** In the given order, and in one transaction where the database can do that. Returns what `read` finds after them. */
  write: (statements: string[], read: string) => Promise<unknown[]>
}

const liveSchema = z.array(z.object({ type: z.string(), name: z.string(), sql: z.string().nullable() }))

export class SchemaError extends Error {}

/**
 * Returns what was done, in words; nothing if there was nothing to do. Throws a SchemaError, with the database as it was,
 * if rows would be lost. What broke off is finished by the next run.
 */
export async function migrate(database: Database, schema: string): Promise<string[]> {
  const { steps, rows } = planOf(await database.read(READ_LIVE), schema)
  const statements = [...steps.flatMap((step) => step.statements), ...rows]
  const { steps: left } = planOf(await database.write(statements, READ_LIVE), schema)
  if (left.length > 0) throw new SchemaError(`the schema is not in place yet: ${wordsOf(left).join('; ')}`)
  return wordsOf(steps)
}

function planOf(live: unknown[], schema: string): Plan {
  const plan = planMigration(liveSchema.parse(live), schema)
  if (plan.problems.length > 0)
    throw new SchemaError(
      [
        'this database cannot be brought to schema.sql without losing rows; nothing was changed:',
        ...plan.problems,
      ].join('\n  '),
    )
  return plan
}

function wordsOf(steps: Step[]): string[] {
  return steps.map(({ what }) => what)
}

/** The one behind a binding. */
export function databaseOf(db: D1Database): Database {
  return {
    read: async (sql) => (await db.prepare(sql).all()).results,
    write: async (statements, read) => {
      const results = await db.batch([...statements, read].map((statement) => db.prepare(statement)))
      return results.at(-1)?.results ?? []
    },
  }
}
