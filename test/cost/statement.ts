// Which statements of D1 read and write how much: what there is to mend where a day costs too much.
import type { Rows } from './meter.ts'

export type StatementCost = Rows & {
  /** What it does to which table: `INSERT INTO day_count`; a question is named by the first table that it reads. */
  name: string
}

/** Statements of one name together, those that read most first. */
export function statementCosts(statements: Map<string, Rows>): StatementCost[] {
  const costs = new Map<string, StatementCost>()
  for (const [sql, { query, rowRead, rowWritten }] of statements) {
    const name = nameOf(sql)
    const cost = costs.get(name) ?? { name, query: 0, rowRead: 0, rowWritten: 0 }
    costs.set(name, {
      name,
      query: cost.query + query,
      rowRead: cost.rowRead + rowRead,
      rowWritten: cost.rowWritten + rowWritten,
    })
  }
  return [...costs.values()].toSorted((a, b) => b.rowRead - a.rowRead)
}

/** In what is before them, a WITH clause, are only questions. */
function nameOf(sql: string): string {
  const [changed] = /\b(?:INSERT (?:OR \w+ )?INTO|DELETE FROM|UPDATE) \w+/.exec(sql) ?? []
  const [, asked = ''] = /\bFROM (?!json_each)(\w+)/.exec(sql) ?? []
  return changed ?? `SELECT FROM ${asked}`
}
