// Numbers from raw events: an hour of a million of them, the day it is in, and how large days become.
import { dayOf, endOfDay } from '../../../src/analytics/calendar.ts'
import { dayStatements } from '../../../src/analytics/rollup/day.ts'
import { findDayGroups } from '../../../src/analytics/rollup/group.ts'
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
  dayRowsRead: number
  hourRowsRead: number
  hourAgainRowsRead: number
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
    figure('hour_rows_read_per_event_1m', large.hourRowsRead / 1_000_000, 'rows'),
    figure('hour_again_rows_read_per_event_1m', large.hourAgainRowsRead / 1_000_000, 'rows'),
    figure('day_rows_read_10k', small.dayRowsRead, 'rows'),
    figure('day_rows_read_100k', middle.dayRowsRead, 'rows'),
    figure('day_rows_read_1m', large.dayRowsRead, 'rows'),
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
  const hour = { bucket: day * 24 + 12, version: 1, revision: 0 }
  await filler.fill(hour.bucket, events, trafficOf(diceOf(day), events))
  const meter = metered(db)
  const makeHour = () => meter.db.batch(hourStatements(meter.db, hour))
  const makeDay = async () => {
    const mark = { bucket: day, version: 1, revision: 0 }
    const groups = await findDayGroups(meter.db, mark)
    return meter.db.batch(dayStatements(meter.db, mark, { groups, now: endOfDay(day) }))
  }
  const hourSeconds = await secondsOf(makeHour)
  const hourRowsRead = meter.rowsRead()
  const hourAgainSeconds = await secondsOf(makeHour)
  const hoursRowsRead = meter.rowsRead()
  const daySeconds = await secondsOf(makeDay)
  const dayRowsRead = meter.rowsRead() - hoursRowsRead
  const rowsWritten = meter.rowsWritten()
  await makeDay()
  return {
    hourSeconds,
    hourRowsRead,
    hourAgainSeconds,
    hourAgainRowsRead: hoursRowsRead - hourRowsRead,
    daySeconds,
    dayRowsRead,
    dayAgainRowsWritten: meter.rowsWritten() - rowsWritten,
    rows: (await rowsOf(db, 'day_count', day)) + (await rowsOf(db, 'day_pair', day)),
    cells: await numberOf(db, `SELECT COUNT(*) AS n FROM hour_count WHERE hour = ${hour.bucket}`),
  }
}

function rowsOf(db: D1Database, table: 'day_count' | 'day_pair', day: number): Promise<number> {
  return numberOf(db, `SELECT COUNT(*) AS n FROM ${table} WHERE bucket = ${day}`)
}
