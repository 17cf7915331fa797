// A day's rows from its cells: what the rollup makes of them (src/analytics/rollup/day.ts), without the database.
import {
  type CellColumn,
  DIMENSIONS,
  MINOR_METRICS,
  OTHER_LABEL,
  PAIRS,
  PAIR_METRICS,
} from '../../src/analytics/dimension.ts'
import type { Metric } from '../../src/analytics/event.ts'
import { TOP_PAIRS, TOP_VALUES, TOP_VALUES_MINOR } from '../../src/analytics/rollup/bucket.ts'
import type { Cell } from './cell.ts'

/** Counts by two labels: class and value, or the two of a pair. */
export type Tally = { a: number; b: number; count: number }[]

export type DayTally = {
  /** By the number of the dimension; `a` is the class, `b` the value. */
  counts: [dimension: number, tally: Tally][]
  /** By the number of the pair. */
  pairs: [pair: number, tally: Tally][]
}

/** Of the cells of one artifact and metric, all classes together. */
export function tallyOf(metric: Metric, cells: Cell[]): DayTally {
  const most = MINOR_METRICS.some((minor) => minor === metric) ? TOP_VALUES_MINOR : TOP_VALUES
  const pairs = PAIR_METRICS.some((kept) => kept === metric) ? PAIRS : []
  return {
    counts: Object.entries(DIMENSIONS).map(([name, dimension]) => {
      const tally = sumBy(cells, 'class', isColumn(name) ? name : null)
      return [dimension, topOf(tally, most, ({ a }) => ({ a, b: OTHER_LABEL }))]
    }),
    pairs: pairs.map(({ pair, a, b }) => [
      pair,
      topOf(sumBy(cells, a, b), TOP_PAIRS, () => ({ a: OTHER_LABEL, b: OTHER_LABEL })),
    ]),
  }
}

/** Of the dimensions, only the total is no column. */
function isColumn(name: string): name is CellColumn {
  return name !== 'total'
}

/** More than there are labels. */
const LABELS = 65_536

function sumBy(cells: Cell[], a: CellColumn, b: CellColumn | null): Tally {
  const sums = new Map<number, number>()
  for (const cell of cells) {
    const key = cell[a] * LABELS + (b === null ? 0 : cell[b])
    sums.set(key, (sums.get(key) ?? 0) + cell.count)
  }
  return [...sums].map(([key, count]) => ({ a: Math.floor(key / LABELS), b: key % LABELS, count }))
}

/** The largest by name, in the order in which the rollup ranks them; the rest as what `rest` makes of it. */
function topOf(
  tally: Tally,
  most: number,
  rest: (row: { a: number; b: number }) => { a: number; b: number },
): Tally {
  const ranked = tally.toSorted((one, two) => two.count - one.count || one.a - two.a || one.b - two.b)
  const named = ranked.slice(0, most)
  const others = new Map<number, { a: number; b: number; count: number }>()
  for (const row of ranked.slice(most)) {
    const as = rest(row)
    const other = others.get(as.a) ?? { ...as, count: 0 }
    others.set(as.a, { ...other, count: other.count + row.count })
  }
  return [...named, ...others.values()]
}
