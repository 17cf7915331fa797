// The counts as figures of `npm run bench -- cost`, and both measurements at once.
import { type Counts, OPERATIONS, freeShares, priceOf, sumOf, times } from '../../cli/cost/price.ts'
import { type DayCost, beginDays } from './day.ts'
import { QUEUE_OPERATIONS } from './meter.ts'
import { type Measured, measurePulls } from './pull.ts'

/** Of a day that is measured; a pull is three events. */
export const PULLS_OF_DAY = 300
export const EVENTS_OF_PULL = 3

/** Until the first of them is purged, and one more. */
const DAYS_OF_WEEK = 6
/** The day that is measured, and the one after it, are then the last of their month. */
const DAYS_OF_MONTH = 29

/** `lateDay`: as `day`, at the end of a month, which is read from all of its days. */
export type Cost = { pulls: Measured[]; day: DayCost; lateDay: DayCost }

/** `empty` leaves a ledger that is empty and has its tables. */
export async function measureCost(env: Env, empty: () => Promise<void>): Promise<Cost> {
  const events = PULLS_OF_DAY * EVENTS_OF_PULL
  await empty()
  const pulls = await measurePulls(env)
  const days = await beginDays(env, events)
  const day = await days.measureAfter(DAYS_OF_WEEK)
  return { pulls, day, lateDay: await days.measureAfter(DAYS_OF_MONTH) }
}

/**
 * What one pull takes: in front, the consumer's share, and the deletion of its events when they are old. Every event comes
 * alone, as it mostly does: what is measured is one burst, in which many are one message.
 */
export function perPull(measured: Measured, day: DayCost): Counts {
  const { rowRead, rowWritten } = times(day.consumer, EVENTS_OF_PULL / day.events)
  const deleted = { rowRead: EVENTS_OF_PULL, rowWritten: EVENTS_OF_PULL }
  const inFront = times(billed(measured.per1000), 1 / 1000)
  const alone = { ...inFront, queueOperation: EVENTS_OF_PULL * QUEUE_OPERATIONS }
  return sumOf(alone, { rowRead, rowWritten }, deleted)
}

/** What a day takes, whoever pulls: the crons, with the numbers made every five minutes or once an hour. */
export function perDay({ rollups, hourly, probes }: DayCost, often: 'every 5 minutes' | 'hourly'): Counts {
  return sumOf(billed((often === 'hourly' ? hourly : rollups).all), billed(probes))
}

/** Which part of the free plan's day it takes: pulls that find nothing warm, the consumer of their events, and the crons. */
export function freeSharesOf({ pulls }: Cost, day: DayCost, often: Parameters<typeof perDay>[1]): Counts {
  const dearest = pulls.at(-1)
  if (dearest === undefined) throw new Error('no pull was measured')
  const served = times(billed(dearest.per1000), PULLS_OF_DAY / 1000)
  return freeShares(sumOf(served, billed(day.consumer), perDay(day, often)))
}

function billed(counted: Counts): Counts {
  return times(counted, 1)
}

type Line = { name: string; value: number; unit: 'operations' | 'messages' | 'rows' | 'dollars' | 'share' }

export function costFigures(cost: Cost): Line[] {
  const { pulls, day, lateDay } = cost
  const [warm] = pulls
  if (warm === undefined) throw new Error('no pull was measured')
  const { message, subrequest, cacheRead, kvRead, point, request } = warm.per1000
  const line = (name: string, value: number, unit: Line['unit'] = 'operations'): Line => ({
    name,
    value,
    unit,
  })
  const daily = perDay(day, 'every 5 minutes')
  return [
    line('worker_requests_per_1000_pulls', request),
    line('kv_reads_per_1000_pulls', kvRead),
    line('cache_operations_per_1000_pulls', cacheRead + warm.per1000.cacheWrite),
    line('subrequests_per_1000_pulls', subrequest),
    line('queue_messages_per_1000_pulls', message, 'messages'),
    line('analytics_points_per_1000_pulls', point),
    ...pulls
      .slice(2)
      .map(({ shape, per1000 }) =>
        line(`kv_reads_per_1000_pulls_new_${lastWord(shape.fresh)}`, per1000.kvRead),
      ),
    line('d1_rows_written_per_event', day.consumer.rowWritten / day.events, 'rows'),
    line('d1_rows_read_per_event', day.consumer.rowRead / day.events, 'rows'),
    ...OPERATIONS.filter((operation) => daily[operation] > 0).map((operation) =>
      line(`crons_per_day_${operation}`, daily[operation]),
    ),
    line('dollars_per_million_pulls', priceOf(times(perPull(warm, day), 1e6)), 'dollars'),
    line('free_plan_rows_read', freeSharesOf(cost, day, 'every 5 minutes').rowRead, 'share'),
    line('free_plan_rows_read_end_of_month', freeSharesOf(cost, lateDay, 'every 5 minutes').rowRead, 'share'),
    line('free_plan_rows_read_end_of_month_hourly', freeSharesOf(cost, lateDay, 'hourly').rowRead, 'share'),
  ]
}

const READERS_MAX = 12

/** What reads most of D1 on the day, by statement. */
export function readFigures({ day }: Cost): Line[] {
  return day.statements.slice(0, READERS_MAX).map(({ name, rowRead }) => ({
    name: `rows_read_per_day_by_${name.toLowerCase().replaceAll(' ', '_')}`,
    value: rowRead,
    unit: 'rows',
  }))
}

function lastWord(text: string): string {
  return text.split(' ').at(-1) ?? ''
}
