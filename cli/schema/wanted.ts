// What schema.sql wants: its tables, its indexes, its triggers and the rows that are always there.
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

/** What belongs to a table, and goes with it. */
export type Attached = { type: 'index' | 'trigger'; name: string; table: string; create: string }

export type Wanted = {
  tables: WantedTable[]
  /** Indexes and triggers. */
  attached: Attached[]
  /** Statements that may be repeated: rows that are always there. */
  rows: string[]
}

/** `saved INTEGER NOT NULL, -- In older rows: 0` */
const FILL = /^\s*(\w+) .*-- In older rows: (.+)$/gm
const MADE_ANEW = /^-- Made anew when it changes:/m

/** Throws for a statement of schema.sql that this does not know: it would not reach databases that are there. */
export function parseSchema(schema: string): Wanted {
  const wanted: Wanted = { tables: [], attached: [], rows: [] }
  for (const statement of splitStatements(schema)) {
    const table = parseTable(statement)
    const attached = parseAttached(statement)
    const create = withoutComments(statement).replace(/\n\s*\n/g, '\n')
    if (table !== null) wanted.tables.push(wantedTable(table, statement, create))
    else if (attached !== null) wanted.attached.push({ ...attached, create })
    else if (create.startsWith('INSERT OR IGNORE INTO ')) wanted.rows.push(create)
    else throw new Error(`schema.sql: not a table, an index, a trigger or rows: ${create.slice(0, 60)}`)
  }
  return wanted
}

function parseAttached(statement: string): Omit<Attached, 'create'> | null {
  const sql = normalised(statement)
  const index = /^CREATE INDEX IF NOT EXISTS (?<name>\w+) ON (?<table>\w+)/.exec(sql)
  const trigger = /^CREATE TRIGGER IF NOT EXISTS (?<name>\w+) AFTER [\w ]+ ON (?<table>\w+)/.exec(sql)
  const { name, table } = (index ?? trigger)?.groups ?? {}
  if (name === undefined || table === undefined) return null
  return { type: index === null ? 'trigger' : 'index', name, table }
}

function wantedTable(table: Table, statement: string, create: string): WantedTable {
  const fills = new Map([...statement.matchAll(FILL)].map(([, column = '', value = '']) => [column, value]))
  return { table, create, fills, isMadeAnew: MADE_ANEW.test(statement) }
}
