// From what a database holds and what schema.sql wants, the statements between them; or why there are none.
import { copyOf, isOptional, rebuildProblems, rebuildStatements, renameStatement } from './rebuild.ts'
import { normalised } from './statement.ts'
import { type Table, isSameButColumns, isSameTable, parseTable } from './table.ts'
import { type Wanted, type WantedTable, parseSchema } from './wanted.ts'

/** A row of sqlite_master. Tables of SQLite's, of D1's and of anybody else's are left alone. */
export type LiveRow = { type: string; name: string; sql: string | null }
export const READ_LIVE =
  "SELECT type, name, sql FROM sqlite_master WHERE type IN ('table', 'index', 'trigger')"

export type Step = { what: string; statements: string[] }
/** With a problem there are no steps: half a change helps nobody. */
export type Plan = { steps: Step[]; rows: string[]; problems: string[] }

export function planMigration(live: LiveRow[], schema: string): Plan {
  const wanted = parseSchema(schema)
  const tables = new Map(
    live.flatMap(({ type, name, sql }) => {
      const table = type === 'table' && sql !== null ? parseTable(sql) : null
      return table === null ? [] : [[name, table] as const]
    }),
  )
  const planned = wanted.tables.map((one) => planTable(tables, one))
  const problems = planned.flatMap((one) => one.problems)
  if (problems.length > 0) return { steps: [], rows: [], problems }
  const remade = new Set(planned.flatMap(({ remade: name }) => name ?? []))
  const steps = [...planned.flatMap((one) => one.steps), ...planAttached(live, wanted, remade)]
  return { steps, rows: wanted.rows, problems: [] }
}

/** `remade`: the table whose indexes and triggers are gone with the old one. */
type PlannedTable = { steps: Step[]; problems: string[]; remade: string | null }

function planTable(live: Map<string, Table>, wanted: WantedTable): PlannedTable {
  const { name } = wanted.table
  const steps: Step[] = []
  const copy = live.get(copyOf(name))
  let table = live.get(name)
  // A rebuild that broke off: before the old table was gone, its copy may be half; after, it is all there is.
  if (copy !== undefined && table !== undefined)
    steps.push({
      what: `clear what is left of an earlier try on ${name}`,
      statements: [`DROP TABLE ${copyOf(name)}`],
    })
  if (copy !== undefined && table === undefined) {
    steps.push({ what: `finish an earlier try on ${name}`, statements: [renameStatement(name)] })
    table = { ...copy, name }
  }
  if (table === undefined)
    return {
      steps: [{ what: `make the table ${name}`, statements: [wanted.create] }],
      problems: [],
      remade: null,
    }
  if (isSameTable(table, wanted.table)) return { steps, problems: [], remade: null }
  const added = addedColumns(table, wanted)
  if (added !== null) {
    steps.push({
      what: `add to ${name}: ${added.map(([column]) => column).join(', ')}`,
      statements: addStatements(name, added),
    })
    return { steps, problems: [], remade: null }
  }
  const what = wanted.isMadeAnew
    ? `make ${name} anew; its rows come again`
    : `change ${name}, with all its rows`
  steps.push({ what, statements: rebuildStatements(table, wanted) })
  return { steps, problems: rebuildProblems(table, wanted), remade: name }
}

/** The new columns, if they are the only difference and SQLite can add them to rows that are there; else null. */
function addedColumns(
  live: Table,
  { table, fills }: WantedTable,
): [name: string, definition: string][] | null {
  const added = [...table.columns].filter(([column]) => !live.columns.has(column))
  const withAdded = { ...live, columns: new Map([...live.columns, ...added]) }
  const canAdd = added.every(
    ([column, definition]) =>
      !fills.has(column) &&
      isOptional(definition) &&
      !/\b(PRIMARY KEY|UNIQUE|REFERENCES|GENERATED|AS)\b/i.test(definition),
  )
  return canAdd && isSameButColumns(live, table) && isSameTable(withAdded, table) ? added : null
}

function addStatements(table: string, added: [name: string, definition: string][]): string[] {
  return added.map(([column, definition]) => `ALTER TABLE ${table} ADD COLUMN ${column} ${definition}`)
}

/** What is somebody else's is left alone; an index or trigger of ours that has changed is made anew. */
function planAttached(live: LiveRow[], { attached }: Wanted, remade: Set<string>): Step[] {
  return attached.flatMap(({ type, name, table, create }): Step[] => {
    const there = remade.has(table) ? undefined : live.find((row) => row.type === type && row.name === name)
    if (there === undefined) return [{ what: `make the ${type} ${name}`, statements: [create] }]
    if (isSameCreate(there.sql ?? '', create)) return []
    return [
      { what: `change the ${type} ${name}`, statements: [`DROP ${type.toUpperCase()} ${name}`, create] },
    ]
  })
}

function isSameCreate(one: string, other: string): boolean {
  const plain = (sql: string) => normalised(sql).replace(' IF NOT EXISTS', '')
  return plain(one) === plain(other)
}
