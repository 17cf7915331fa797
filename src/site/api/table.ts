// An answer of columns and rows, as JSON in its envelope or as CSV.
import { DEFINITION_VERSION } from '../../analytics/definition.ts'
import type { Standing } from '../../analytics/stats/standing.ts'

export type Cell = string | number | null

export type Table = {
  /** What was understood, with every default filled in. */
  query: Record<string, unknown>
  columns: string[]
  rows: Cell[][]
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

/** RFC 4180: commas, CRLF, a header; quotes around what needs them. */
export function csvOf({ columns, rows }: Pick<Table, 'columns' | 'rows'>): string {
  return [columns, ...rows].map((row) => `${row.map(csvField).join(',')}\r\n`).join('')
}

/**
 * A text that a spreadsheet would run as a formula gets an apostrophe before it (OWASP, "CSV Injection"): tags and names
 * of clients come from strangers.
 */
export function csvField(value: Cell): string {
  if (value === null) return ''
  if (typeof value === 'number') return String(value)
  const safe = /^[=+\-@\t\r\n]/.test(value) ? `'${value}` : value
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}
