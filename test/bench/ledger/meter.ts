// A D1 whose every call is counted by the rows that it read and wrote.
import { overriding } from '../../analytics/fault.ts'

export type Meter = {
  db: D1Database
  rowsRead: () => number
  rowsWritten: () => number
  calls: () => number
}

export function metered(db: D1Database): Meter {
  const realOf = new WeakMap<D1PreparedStatement, D1PreparedStatement>()
  let [rowsRead, rowsWritten, calls] = [0, 0, 0]

  function note<T extends D1Result[]>(results: T): T {
    calls++
    for (const { meta } of results) {
      rowsRead += meta.rows_read
      rowsWritten += meta.rows_written
    }
    return results
  }

  function statement(real: D1PreparedStatement): D1PreparedStatement {
    const wrapped = overriding(real, {
      bind: (...values: unknown[]) => statement(real.bind(...values)),
      run: async () => note([await real.run()])[0],
      all: async () => note([await real.all()])[0],
      first: async (column?: string) => {
        const [row] = note([await real.all()])[0]?.results ?? []
        const value: unknown = column === undefined ? row : new Map(Object.entries(row ?? {})).get(column)
        return value ?? null
      },
    })
    realOf.set(wrapped, real)
    return wrapped
  }

  return {
    db: overriding(db, {
      prepare: (sql: string) => statement(db.prepare(sql)),
      batch: async (statements: D1PreparedStatement[]) =>
        note(await db.batch(statements.map((one) => realOf.get(one) ?? one))),
    }),
    rowsRead: () => rowsRead,
    rowsWritten: () => rowsWritten,
    calls: () => calls,
  }
}
