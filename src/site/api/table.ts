// An answer of columns and rows, as JSON in its envelope or as CSV.
import { DEFINITION_VERSION } from '../../analytics/definition.ts'
import type { Standing } from '../../analytics/stats/standing.ts'
import { type Cell, csvLine } from '../../csv.ts'

export type Rows = { columns: readonly string[]; rows: Cell[][] }

export type Table = Rows & {
  /** What was understood, with every default filled in. */
  query: Record<string, unknown>
}

export type Envelope = Table & Standing & { definition_version: number; demo?: true }

export function envelopeOf(table: Table, standing: Standing, demo: boolean): Envelope {
  const { query, columns, rows } = table
  return {
    query,
    definition_version: DEFINITION_VERSION,
    ...(demo ? { demo: true as const } : {}),
    ...standing,
    columns,
    rows,
  }
}

/** A row for each of the things, with those of its fields that are columns. */
export function rowsOf<C extends string>(columns: readonly C[], things: Record<C, Cell>[]): Rows {
  return { columns, rows: things.map((thing) => columns.map((column) => thing[column])) }
}

/** With a header. */
export function csvOf({ columns, rows }: Rows): string {
  return [columns, ...rows].map(csvLine).join('')
}
