// A table that has to change in more than a new column: copied into one of the new shape, in one transaction.
import type { Table } from './table.ts'
import type { WantedTable } from './wanted.ts'

/** Nothing of ours is called so; what is, broke off. */
export const copyOf = (name: string) => `${name}__new`

/** Sentences that say which of its rows or values schema.sql has no place for. */
export function rebuildProblems(live: Table, { table, fills, isMadeAnew }: WantedTable): string[] {
  if (isMadeAnew) return []
  const lost = [...live.columns.keys()].filter((column) => !table.columns.has(column))
  const unknown = [...table.columns]
    .filter(
      ([column, definition]) => !live.columns.has(column) && !fills.has(column) && !isOptional(definition),
    )
    .map(([column]) => column)
  return [
    ...lost.map(
      (column) =>
        `table ${table.name}: the column ${column} is in this database and not in schema.sql; its values would be lost`,
    ),
    ...unknown.map(
      (column) =>
        `table ${table.name}: the column ${column} is new, and schema.sql does not say what it is in older rows ` +
        '(-- In older rows: 0)',
    ),
  ]
}

/** What an older row can go without. */
export function isOptional(definition: string): boolean {
  return /\bDEFAULT(?! ?NULL\b)/i.test(definition) || !/\bNOT NULL\b/i.test(definition)
}

export function rebuildStatements(live: Table, { table, create, fills, isMadeAnew }: WantedTable): string[] {
  const { name } = table
  if (isMadeAnew) return [`DROP TABLE ${name}`, create]
  const values = [...table.columns.keys()].flatMap((column): [string, string][] => {
    if (live.columns.has(column)) return [[column, column]]
    const fill = fills.get(column)
    return fill === undefined ? [] : [[column, fill]]
  })
  const copy = copyOf(name)
  return [
    create.replace(new RegExp(`^CREATE TABLE IF NOT EXISTS ${name}\\b`), `CREATE TABLE ${copy}`),
    `INSERT INTO ${copy} (${values.map(([column]) => column).join(', ')}) ` +
      `SELECT ${values.map(([, value]) => value).join(', ')} FROM ${name}`,
    `DROP TABLE ${name}`,
    renameStatement(name),
  ]
}

/** The last step of a rebuild, and all that is left to do where one broke off before it. */
export function renameStatement(name: string): string {
  return `ALTER TABLE ${copyOf(name)} RENAME TO ${name}`
}
