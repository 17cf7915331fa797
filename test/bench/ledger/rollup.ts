// Numbers from raw events: an hour of a million of them, the day it is in, and how large days become.
import { dayOf, endOfDay } from '../../../src/analytics/calendar.ts'
import { dayStatements } from '../../../src/analytics/rollup/day.ts'
import { hourStatements } from '../../../src/analytics/rollup/hour.ts'
import { type Figure, figure } from '../figure.ts'
import { makeTables, numberOf } from './database.ts'
import { diceOf } from './dice.ts'
import { type Filler, createFiller } from './fill.ts'
import { metered } from './meter.ts'
import { secondsOf } from './stopwatch.ts'
import { trafficOf } from './traffic.ts'

export const FIRST_DAY = dayOf(Date.UTC(2026, 9, 14))

type Computed = {
  hourSeconds: number
  /** The same hour once more, though nothing has changed: the cron does it every five minutes of a busy hour. */
  hourAgainSeconds: number
  daySeconds: number
  dayAgainRowsWritten: number
  rows: number
  cells: number
}

export async function measureRollup({ DB: db }: Env): Promise<Figure[]> {
  await makeTables(db)
  const filler = createFiller(db, diceOf(3))
  const small = await computeDay(db, filler, { day: FIRST_DAY, events: 10_000 })
  const middle = await computeDay(db, filler, { day: FIRST_DAY + 1, events: 100_000 })
  const large = await computeDay(db, filler, { day: FIRST_DAY + 2, events: 1_000_000 })
  return [
    figure('recompute_1m_hour_seconds', large.hourSeconds, 's'),
    figure('recompute_1m_hour_again_seconds', large.hourAgainSeconds, 's'),
    figure('recompute_day_seconds', large.daySeconds, 's'),
    figure('recompute_hour_growth_10x_events', large.hourSeconds / middle.hourSeconds, 'ratio'),
    figure('recompute_day_growth_10x_events', large.daySeconds / middle.daySeconds, 'ratio'),
    figure('recompute_day_rows_written', large.dayAgainRowsWritten, 'rows'),
    figure('cells_per_day_1m', large.cells, 'rows'),
    figure('rows_per_day_10k', small.rows, 'rows'),
    figure('rows_per_day_100k', middle.rows, 'rows'),
    figure('rows_per_day_1m', large.rows, 'rows'),
    figure('rows_per_day_growth_10x_events', large.rows / middle.rows, 'ratio'),
  ]
}

/** A day whose events are all in its noon. */
export async function computeDay(
  db: D1Database,
  filler: Filler,
  { day, events }: { day: number; events: number },
): Promise<Computed> {
  const hour = { bucket: day * 24 + 12, version: 1 }
  await filler.fill(hour.bucket, events, trafficOf(diceOf(day), events))
  const hourSeconds = await secondsOf(() => db.batch(hourStatements(db, hour)))
  const hourAgainSeconds = await secondsOf(() => db.batch(hourStatements(db, hour)))
  const daySeconds = await secondsOf(() => db.batch(statementsOf(db, day)))
  const meter = metered(db)
  await meter.db.batch(statementsOf(meter.db, day))
  return {
    hourSeconds,
    hourAgainSeconds,
    daySeconds,
    dayAgainRowsWritten: meter.rowsWritten(),
    rows: (await rowsOf(db, 'day_count', day)) + (await rowsOf(db, 'day_pair', day)),
    cells: await numberOf(db, `SELECT COUNT(*) AS n FROM hour_count WHERE hour = ${hour.bucket}`),
  }
}

function statementsOf(db: D1Database, day: number): D1PreparedStatement[] {
  return dayStatements(db, { bucket: day, version: 1 }, endOfDay(day))
}

function rowsOf(db: D1Database, table: 'day_count' | 'day_pair', day: number): Promise<number> {
  return numberOf(db, `SELECT COUNT(*) AS n FROM ${table} WHERE bucket = ${day}`)
}
