// What schema.sql wants: its tables, its indexes and the rows that are always there.
import { normalised, splitStatements, withoutComments } from './statement.ts'
import { type Table, parseTable } from './table.ts'

export type WantedTable = {
  table: Table
  create: string
  /** What older rows have in a column that they did not have, as SQL over the older row. */
  fills: Map<string, string>
  /** Its rows come from other tables and come again: when it changes, they need not be kept. */
  isMadeAnew: boolean
}

export type Wanted = {
  tables: WantedTable[]
  indexes: { name: string; table: string; create: string }[]
  /** Statements that may be repeated: rows that are always there. */
  rows: string[]
}

/** `saved INTEGER NOT NULL, -- In older rows: 0` */
const FILL = /^\s*(\w+) .*-- In older rows: (.+)$/gm
const MADE_ANEW = /^-- Made anew when it changes:/m

/** Throws for a statement of schema.sql that this does not know: it would not reach databases that are there. */
export function parseSchema(schema: string): Wanted {
  const wanted: Wanted = { tables: [], indexes: [], rows: [] }
  for (const statement of splitStatements(schema)) {
    const table = parseTable(statement)
    const [, index, ofTable] = /^CREATE INDEX IF NOT EXISTS (\w+) ON (\w+)/.exec(normalised(statement)) ?? []
    const create = withoutComments(statement).replace(/\n\s*\n/g, '\n')
    if (table !== null) wanted.tables.push(wantedTable(table, statement, create))
    else if (index !== undefined && ofTable !== undefined)
      wanted.indexes.push({ name: index, table: ofTable, create })
    else if (create.startsWith('INSERT OR IGNORE INTO ')) wanted.rows.push(create)
    else throw new Error(`schema.sql: not a table, an index or rows: ${create.slice(0, 60)}`)
  }
  return wanted
}

function wantedTable(table: Table, statement: string, create: string): WantedTable {
  const fills = new Map([...statement.matchAll(FILL)].map(([, column = '', value = '']) => [column, value]))
  return { table, create, fills, isMadeAnew: MADE_ANEW.test(statement) }
}
