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
  const execute = (doing: string, sql: string) =>
    wrangler.must(doing, 'd1', 'execute', name, ...where, '--yes', '--json', '--command', sql)
  return {
    read: async (sql) => {
      const results = jsonOf(await execute('read the schema of the database', sql), resultsSchema)
      return results.flatMap((one) => one.results)
    },
    write: async (statements) => {
      await execute('change the schema of the database', statements.map((one) => `${one};`).join('\n'))
    },
  }
}
