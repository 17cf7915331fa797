// A figure: one measured number, as a line for programs and as a row of a table for people.

/** Where a figure holds: a count comes out the same anywhere, a time only on the machine that took it. */
const HOLDS = {
  ratio: 'everywhere, nearly: both sides in one run',
  growth: 'everywhere, about: one after the other',
  share: 'everywhere',
  rows: 'everywhere',
  bytes: 'everywhere',
  KiB: 'everywhere',
  messages: 'everywhere',
  operations: 'everywhere',
  dollars: 'at the prices of docs/cost.md',
  requests: 'everywhere',
  s: 'on this machine',
  ms: 'on this machine',
  'events/s': 'on this machine',
  'requests/s': 'on this machine',
} as const
export type Unit = keyof typeof HOLDS

export type Figure = { name: string; value: number; unit: Unit }

const DIGITS = 4

export function figure(name: string, value: number, unit: Unit): Figure {
  return { name, value: Number(value.toPrecision(DIGITS)), unit }
}

export function tableOf(figures: Figure[]): string {
  const rows = figures.map(({ name, value, unit }) => [name, String(value), unit, HOLDS[unit]])
  const widths = [0, 1, 2, 3].map((column) => Math.max(...rows.map((row) => (row[column] ?? '').length)))
  const lines = rows.map((row) =>
    row
      .map((text, column) =>
        column === 1 ? text.padStart(widths[1] ?? 0) : text.padEnd(widths[column] ?? 0),
      )
      .join('  ')
      .trimEnd(),
  )
  return lines.join('\n')
}
