// Counts turned into the lines of a time series.
import type { Tick } from './axis.tsx'
import { shortCount } from './number.ts'
import { middleOf, type Run, runsWhere } from './period.ts'
import { UNITS } from './plot.tsx'
import { lineThrough, scaleOf } from './scale.ts'

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
  const { ticks, heightOf } = scaleOf(greatest, TICKS)
  const lineOf = (values: (number | null)[], { from, to }: Run) =>
    lineThrough(
      values
        .slice(from, to + 1)
        .map((count, index) => [middleOf(from + index, counts.length), heightOf(count ?? 0)]),
    )
  const runs = runsWhere(counts.length, (index) => counts[index] !== null)
  const lines = runs.map((run) => lineOf(counts, run))
  return {
    heightOf,
    ticks: ticks.filter(Number.isInteger).map((count) => ({ at: heightOf(count), text: shortCount(count) })),
    line: lines.join(''),
    area: runs.map((run, index) => (lines[index] ?? '') + downToBaseline(run, counts.length)).join(''),
    before: previous === null ? null : lineOf(previous, { from: 0, to: counts.length - 1 }),
  }
}

function downToBaseline({ from, to }: Run, periods: number): string {
  const x = (index: number) => Math.round(middleOf(index, periods) * UNITS)
  return `L${x(to)},${UNITS}L${x(from)},${UNITS}Z`
}
