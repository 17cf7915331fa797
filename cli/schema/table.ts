// A table as its CREATE statement says it: columns by name, and what holds for all of them.
import { normalised } from './statement.ts'

export type Table = {
  name: string
  /** Name to the rest of its definition: `INTEGER NOT NULL`. */
  columns: Map<string, string>
  /** Keys and checks over several columns, in no order. */
  constraints: string[]
  /** `STRICT`, `WITHOUT ROWID`, in no order. */
  options: string[]
}

const CREATE = /^CREATE TABLE (?:IF NOT EXISTS )?["`[]?(\w+)["`\]]?\((.*)\)([^)]*)$/i
const CONSTRAINT = /^(PRIMARY KEY|UNIQUE|CHECK|FOREIGN KEY|CONSTRAINT)\b/i

/** null for anything else than a CREATE TABLE. */
export function parseTable(sql: string): Table | null {
  const [, name, body, options] = CREATE.exec(normalised(sql)) ?? []
  if (name === undefined || body === undefined || options === undefined) return null
  const parts = splitAtCommas(body)
  return {
    name,
    columns: new Map(parts.filter((part) => !CONSTRAINT.test(part)).map(columnOf)),
    constraints: parts.filter((part) => CONSTRAINT.test(part)).toSorted(),
    options: options
      .split(',')
      .map((option) => option.trim())
      .filter((option) => option !== '')
      .toSorted(),
  }
}

/** The order of columns does not matter: everything that reads or writes them names them. */
export function isSameTable(one: Table, other: Table): boolean {
  return isSameButColumns(one, other) && isSame([...one.columns].toSorted(), [...other.columns].toSorted())
}

export function isSameButColumns(one: Table, other: Table): boolean {
  return isSame(one.constraints, other.constraints) && isSame(one.options, other.options)
}

function isSame(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other)
}

function columnOf(part: string): [name: string, definition: string] {
  const [, name = '', definition = ''] = /^["`[]?(\w+)["`\]]? ?(.*)$/.exec(part) ?? []
  return [name, definition]
}

/** Commas inside brackets or strings part nothing. */
function splitAtCommas(body: string): string[] {
  return [...body.matchAll(/(?:'[^']*'|\((?:[^()']|'[^']*'|\([^()]*\))*\)|[^,'()])+/g)].map(([part]) =>
    part.trim(),
  )
}
