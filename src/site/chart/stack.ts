// Counts of several series turned into shares that lie on each other.
import { middleOf, type Period, type Run, runsWhere } from './period.ts'
import { UNITS } from './plot.tsx'

export type NamedCounts = { name: string; counts: number[] }

/** What is left over: always last, always grey. */
export const OTHER = '(other)'

export type Layer = {
  name: string
  /** Into the palette: 1 to 8, 0 is grey. */
  colour: number
  /** Per period, 0 to 1; null where there is nothing to share. */
  shares: (number | null)[]
  /** From the baseline to the layer's upper edge: lower layers are drawn over it. */
  path: string
  /** Where the layer lies at the right end, as heights of the plot. */
  end: { top: number; bottom: number } | null
}

const COLOURS = 8

/** Lowest first. */
export function stack(periods: Period[], series: NamedCounts[]): Layer[] {
  const ordered = [
    ...series.filter(({ name }) => name !== OTHER),
    ...series.filter(({ name }) => name === OTHER),
  ]
  const countOf = ({ counts }: NamedCounts, index: number) =>
    periods[index]?.state === 'missing' ? 0 : (counts[index] ?? 0)
  const totals = periods.map((_, index) => ordered.reduce((total, one) => total + countOf(one, index), 0))
  const runs = runsWhere(periods.length, (index) => (totals[index] ?? 0) > 0)
  const floor = periods.map(() => 0)
  return ordered.map((one, position) => {
    const shares = totals.map((total, index) => (total === 0 ? null : countOf(one, index) / total))
    const below = [...floor]
    shares.forEach((share, index) => (floor[index] = (floor[index] ?? 0) + (share ?? 0)))
    const last = runs.at(-1)?.to
    return {
      name: one.name,
      colour: one.name === OTHER ? 0 : (position % COLOURS) + 1,
      shares,
      path: runs.map((run) => underEdge(run, floor)).join(''),
      end:
        last === periods.length - 1 ? { top: 1 - (floor[last] ?? 0), bottom: 1 - (below[last] ?? 0) } : null,
    }
  })
}

/** A run reaches from the start of its first period to the end of its last, so that one period alone is an area too. */
function underEdge({ from, to }: Run, heights: number[]): string {
  const x = (at: number) => Math.round(at * UNITS)
  const y = (index: number) => Math.round((1 - (heights[index] ?? 0)) * UNITS)
  const inner = Array.from({ length: to - from + 1 }, (_, step) => from + step)
  const points = inner.map((index) => `L${x(middleOf(index, heights.length))},${y(index)}`)
  const [left, right] = [x(from / heights.length), x((to + 1) / heights.length)]
  return `M${left},${UNITS}V${y(from)}${points.join('')}H${right}V${UNITS}Z`
}
