// What grows with ten times the events, the artifacts, the history, and what does not.
import { readSeries } from '../../../src/analytics/stats/series.ts'
import { readTotals } from '../../../src/analytics/stats/totals.ts'
import { type Figure, type Unit, figure } from '../figure.ts'
import { makeTables } from './database.ts'
import { diceOf } from './dice.ts'
import { createFiller } from './fill.ts'
import { ASKED, type Stretch, fillDays, fillMonths, keepNames } from './history.ts'
import { metered } from './meter.ts'
import { FIRST_DAY, computeDay } from './rollup.ts'
import { medianSeconds } from './stopwatch.ts'

const DAYS = 400
const WINDOW_DAYS = 30
const ROUNDS = 9
const QUERIES = 5
const LIMIT = 20

/** `growth_<of what>_<what is measured>_at_<how much of it there is>`: growth-chart.ts draws them. */
function grown({ of, at }: { of: string; at: number }, what: string, value: number, unit: Unit): Figure {
  return figure(`growth_${of}_${what}_at_${at}`, value, unit)
}

/** A day of so many events: what is kept of it, and how long its hour takes to be computed. */
export async function measureGrowthOfEvents({ DB: db }: Env): Promise<Figure[]> {
  await makeTables(db)
  const filler = createFiller(db, diceOf(3))
  const figures: Figure[] = []
  for (const [place, events] of [10_000, 100_000, 1_000_000].entries()) {
    const { rows, hourSeconds } = await computeDay(db, filler, { day: FIRST_DAY + place, events })
    figures.push(grown({ of: 'events', at: events }, 'rows_of_a_day', rows, 'rows'))
    figures.push(grown({ of: 'events', at: events }, 'hour_recomputed', hourSeconds * 1000, 'ms'))
  }
  return figures
}

/** The questions of an artifact's page, with more artifacts beside it and then more days behind it. */
export async function measureGrowthOfHistory({ DB: db }: Env): Promise<Figure[]> {
  await makeTables(db)
  await keepNames(db, 120)
  const figures: Figure[] = []
  const tenth = DAYS - DAYS / 10
  const fill = async (stretch: Stretch) => {
    await fillDays(db, stretch)
    await fillMonths(db, stretch)
  }
  await fill({ artifacts: [0, 12], days: [tenth, DAYS] })
  figures.push(...(await askAll(db, 'artifacts', 12)))
  await fill({ artifacts: [12, 120], days: [tenth, DAYS] })
  figures.push(...(await askAll(db, 'artifacts', 120)))
  figures.push(...(await askAll(db, 'history', DAYS / 10)))
  await fill({ artifacts: [0, 12], days: [0, tenth] })
  figures.push(...(await askAll(db, 'history', DAYS)))
  return figures
}

async function askAll(db: D1Database, of: string, at: number): Promise<Figure[]> {
  const span = { interval: 'day' as const, from: DAYS - WINDOW_DAYS, to: DAYS }
  const ask = async (asked: D1Database) => {
    await readSeries(asked, { question: ASKED, span, before: null, limit: LIMIT })
    await readTotals(asked, { question: ASKED, span, before: null, limit: LIMIT })
    // What a badge says: all there ever was.
    await readTotals(asked, { question: { ...ASKED, by: null }, span: null, before: null, limit: LIMIT })
  }
  const seconds = await medianSeconds(ROUNDS, async () => {
    for (let query = 0; query < QUERIES; query++) await ask(db)
  })
  const meter = metered(db)
  await ask(meter.db)
  const rowsRead = meter.rowsRead()
  // The one question that grows: all there ever was, split, is a sum of months.
  await readTotals(meter.db, { question: ASKED, span: null, before: null, limit: LIMIT })
  return [
    grown({ of, at }, 'rows_read_by_a_page', rowsRead, 'rows'),
    grown({ of, at }, 'rows_read_by_all_time_by_version', meter.rowsRead() - rowsRead, 'rows'),
    grown({ of, at }, 'page_questions', (seconds / QUERIES) * 1000, 'ms'),
  ]
}
