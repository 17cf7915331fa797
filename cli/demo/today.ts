// Today as far as it has got: cells of its full hours, from which the rollup makes the day, real pulls included.
import { CELL_COLUMNS } from '../../src/analytics/dimension.ts'
import { dayOf, hourOf } from '../../src/analytics/calendar.ts'
import type { Cell } from './cell.ts'
import { groupsOf } from './day.ts'
import type { Labels } from './label.ts'
import { rollOf } from './random.ts'
import { type Share, spread } from './share.ts'
import { hourWeight } from './traffic.ts'
import type { Sheet } from './write.ts'

const SEED = 0x70da_1e55
const HOURS = 24

type Sums = Map<string, { key: number[]; count: number }>

/** The hour that has begun belongs to the real pulls alone: the ledger counts it anew with each of them. */
export function todaySheets(now: number, labels: Labels): Sheet[] {
  const today = dayOf(now)
  const cells = new Map<string, number>()
  const counts: Sums = new Map()
  const totals: Sums = new Map()
  for (const { hour, cell } of pastCells(now, labels)) {
    const key = CELL_COLUMNS.map((column) => cell[column])
    const id = cells.get(key.join()) ?? cells.size + 1
    cells.set(key.join(), id)
    add(counts, [hour, id], cell.count)
    add(totals, [cell.artifact, cell.metric, cell.class, hour], cell.count)
  }
  return [
    {
      table: 'cell',
      columns: ['id', ...CELL_COLUMNS],
      rows: [...cells].map(([key, id]) => [id, ...key.split(',').map(Number)]),
    },
    { table: 'hour_count', columns: ['hour', 'cell', 'count'], rows: rowsOf(counts) },
    {
      table: 'hour_total',
      columns: ['artifact', 'metric', 'class', 'hour', 'count'],
      rows: rowsOf(totals),
    },
    {
      table: 'dirty',
      columns: ['scale', 'bucket', 'version'],
      rows: cells.size > 0 ? [['day', today, 1]] : [],
    },
  ]
}

/** Every cell of the day falls into one hour; those that are over are kept. */
function pastCells(now: number, labels: Labels): { hour: number; cell: Cell }[] {
  const today = dayOf(now)
  const roll = rollOf(SEED + today)
  return groupsOf(today, 0, labels)
    .flatMap(({ streams }) => streams)
    .flatMap(({ stream, cells }) => {
      const weights = Array.from({ length: HOURS }, (_hour, hour): Share<number> => [
        hour,
        hourWeight(hour, stream.class),
      ])
      const hours = spread(weights, cells.length, roll)
      return cells.map((cell, place) => ({ cell, hour: today * HOURS + (hours[place] ?? 0) }))
    })
    .filter(({ hour }) => hour < hourOf(now))
}

function add(sums: Sums, key: number[], count: number): void {
  const sum = sums.get(key.join()) ?? { key, count: 0 }
  sum.count += count
  sums.set(key.join(), sum)
}

function rowsOf(sums: Sums): number[][] {
  return [...sums.values()].map(({ key, count }) => [...key, count])
}
