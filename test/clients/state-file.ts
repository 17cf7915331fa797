// What a product keeps in its state, read beside it while it runs: the local runtime's databases are plain SQLite.
import { globSync } from 'node:fs'
import { basename, join } from 'node:path'
import { DatabaseSync, type SQLOutputValue } from 'node:sqlite'

/** The rows of all D1 databases, or of the indexes of all KV namespaces. */
export function readRows(state: string, kind: 'd1' | 'kv', sql: string): Record<string, SQLOutputValue>[] {
  const databases = globSync(join(state, 'v3', kind, '*', '*.sqlite'))
  return databases
    .filter((path) => basename(path) !== 'metadata.sqlite') // the runtime's own
    .flatMap((path) => {
      const database = new DatabaseSync(path, { readOnly: true })
      try {
        return database.prepare(sql).all()
      } finally {
        database.close()
      }
    })
}
