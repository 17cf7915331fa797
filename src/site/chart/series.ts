// Counts turned into the lines of a time series.
import { scaleLinear } from 'd3-scale'
import { line } from 'd3-shape'
import type { Tick } from './axis.tsx'
import { shortCount } from './number.ts'
import { middleOf, type Run, runsWhere } from './period.ts'
import { UNITS } from './plot.tsx'

export type Series = {
  /** 0 is the top of the plot, 1 its baseline. */
  heightOf: (count: number) => number
  ticks: Tick[]
  line: string
  area: string
  before: string | null
}

const TICKS = 4

/** Null is a gap: no line leads through it. */
export function drawSeries(counts: (number | null)[], previous: number[] | null): Series {
  const greatest = Math.max(1, ...counts.map((count) => count ?? 0), ...(previous ?? []))
  const heightOf = scaleLinear([0, greatest], [1, 0]).nice(TICKS)
  const whole = heightOf.ticks(TICKS).filter(Number.isInteger)
  const lineOf = (values: (number | null)[], { from, to }: Run) =>
    line<number | null>(
      (_, index) => middleOf(from + index, counts.length) * UNITS,
      (count) => heightOf(count ?? 0) * UNITS,
    ).digits(0)(values.slice(from, to + 1)) ?? ''
  const runs = runsWhere(counts.length, (index) => counts[index] !== null)
  const lines = runs.map((run) => lineOf(counts, run))
  return {
    heightOf: (count) => heightOf(count),
    ticks: whole.map((count) => ({ at: heightOf(count), text: shortCount(count) })),
    line: lines.join(''),
    area: runs.map((run, index) => (lines[index] ?? '') + downToBaseline(run, counts.length)).join(''),
    before: previous === null ? null : lineOf(previous, { from: 0, to: counts.length - 1 }),
  }
}

function downToBaseline({ from, to }: Run, periods: number): string {
  const x = (index: number) => Math.round(middleOf(index, periods) * UNITS)
  return `L${x(to)},${UNITS}L${x(from)},${UNITS}Z`
}
