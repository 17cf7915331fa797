// Rows as CSV: RFC 4180, commas and CRLF, quotes around what needs them.

export type Cell = string | number | null

export function csvLine(row: readonly Cell[]): string {
  return `${row.map(csvField).join(',')}\r\n`
}

/**
 * A text that a spreadsheet would run as a formula gets an apostrophe before it (OWASP, "CSV Injection"): tags and names
 * of clients come from strangers.
 */
function csvField(value: Cell): string {
  if (value === null) return ''
  if (typeof value === 'number') return String(value)
  const safe = /^[=+\-@\t\r\n]/.test(value) ? `'${value}` : value
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}
