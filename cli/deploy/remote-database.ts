// The D1 database of the account, as wrangler reaches it.
import * as z from 'zod'
import type { Database } from '../schema/migrate.ts'
import { jsonOf } from './resource.ts'
import type { Wrangler } from './wrangler.ts'

const resultsSchema = z.array(
  z.looseObject({ results: z.array(z.unknown()).default([]), success: z.boolean() }),
)

/** `--command` and not `--file`: an import of a file closes the database for as long as it takes. */
export function remoteDatabase(wrangler: Wrangler, name: string, where: string[] = ['--remote']): Database {
  /** What the last of the statements finds. */
  const execute = async (doing: string, statements: string[]) => {
    const sql = statements.map((one) => `${one};`).join('\n')
    const out = await wrangler.must(
      doing,
      'd1',
      'execute',
      name,
      ...where,
      '--yes',
      '--json',
      '--command',
      sql,
    )
    return jsonOf(out, resultsSchema).at(-1)?.results ?? []
  }
  return {
    read: (sql) => execute('read the schema of the database', [sql]),
    // In one command, which takes wrangler seconds to start.
    write: (statements, read) => execute('change the schema of the database', [...statements, read]),
  }
}
