// Numbers from raw events: an hour of a million of them, the day it is in, and how large days become.
import { dayOf, endOfDay } from '../../../src/analytics/calendar.ts'
import { dayStatements } from '../../../src/analytics/rollup/day.ts'
import { findDayGroups } from '../../../src/analytics/rollup/group.ts'
import { hourStatements } from '../../../src/analytics/rollup/hour.ts'
import { type Figure, figure } from '../figure.ts'
import { makeTables, numberOf } from './database.ts'
import { diceOf } from './dice.ts'
import { type Filler, createFiller } from './fill.ts'
import { type Meter, metered } from './meter.ts'
import { median, secondsOf } from './stopwatch.ts'
import { trafficOf } from './traffic.ts'

const OF_DAYS = ['day_count', 'day_pair', 'all_day_count', 'all_day_pair'] as const
export const FIRST_DAY = dayOf(Date.UTC(2026, 9, 14))
const ROUNDS = 5

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
    figure('recompute_hour_growth_10x_events', large.hourSeconds / middle.hourSeconds, 'growth'),
    figure('recompute_day_growth_10x_events', large.daySeconds / middle.daySeconds, 'growth'),
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
    figure('rows_per_day_growth_10x_events', large.rows / middle.rows, 'growth'),
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
  const forgetHour = () =>
    db.batch(['hour_count', 'hour_total'].map((table) => remove(db, table, 'hour', hour.bucket)))
  const forgetDay = () => db.batch(OF_DAYS.map((table) => remove(db, table, 'bucket', day)))
  const firstHour = await measured(meter, { work: makeHour, before: forgetHour })
  const hourAgain = await measured(meter, { work: makeHour })
  const firstDay = await measured(meter, { work: makeDay, before: forgetDay })
  const dayAgain = await measured(meter, { work: makeDay })
  return {
    hourSeconds: firstHour.seconds,
    hourRowsRead: firstHour.rowsRead,
    hourAgainSeconds: hourAgain.seconds,
    hourAgainRowsRead: hourAgain.rowsRead,
    daySeconds: firstDay.seconds,
    dayRowsRead: firstDay.rowsRead,
    dayAgainRowsWritten: dayAgain.rowsWritten,
    rows: (await Promise.all(OF_DAYS.map((table) => rowsOf(db, table, day)))).reduce(
      (sum, rows) => sum + rows,
    ),
    cells: await numberOf(db, `SELECT COUNT(*) AS n FROM hour_count WHERE hour = ${hour.bucket}`),
  }
}

type Round = { work: () => Promise<unknown>; before?: () => Promise<unknown> }

/** The median of the rounds' times; the rows of the last, which are the same in all. */
async function measured(meter: Meter, { work, before }: Round) {
  const seconds: number[] = []
  let [rowsRead, rowsWritten] = [0, 0]
  for (let round = 0; round < ROUNDS; round++) {
    await before?.()
    const earlier = { read: meter.rowsRead(), written: meter.rowsWritten() }
    seconds.push(await secondsOf(work))
    rowsRead = meter.rowsRead() - earlier.read
    rowsWritten = meter.rowsWritten() - earlier.written
  }
  return { seconds: median(seconds), rowsRead, rowsWritten }
}

function remove(db: D1Database, table: string, column: string, bucket: number): D1PreparedStatement {
  return db.prepare(`DELETE FROM ${table} WHERE ${column} = ?1`).bind(bucket)
}

function rowsOf(db: D1Database, table: (typeof OF_DAYS)[number], day: number): Promise<number> {
  return numberOf(db, `SELECT COUNT(*) AS n FROM ${table} WHERE bucket = ${day}`)
}
