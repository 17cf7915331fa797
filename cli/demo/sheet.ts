// The demo's history as the tables of schema.sql want it.
import { dayOf, endOfDay, monthOfDay } from '../../src/analytics/calendar.ts'
import type { Metric } from '../../src/analytics/event.ts'
import { lastFinalDay } from '../../src/analytics/rollup/final.ts'
import { hasFailover, incidentsOf } from './happening.ts'
import type { History } from './history.ts'
import type { Labels } from './label.ts'
import { type Roll, rollOf } from './random.ts'
import type { Sheet } from './write.ts'

const HOUR_MS = 60 * 60 * 1000
const SEED = 0x5_4ee7

export function sheetsOf(history: History, labels: Labels, now: number): Sheet[] {
  const { dayCounts, dayPairs, hourTotals, daySources, days, firstDays } = history
  const months = new Set(days.map(([day]) => monthOfDay(day)))
  const [firstDay = 0] = days[0] ?? []
  return [
    {
      table: 'day_count',
      columns: ['artifact', 'dimension', 'metric', 'class', 'bucket', 'value', 'count'],
      rows: byKey(dayCounts, 4),
    },
    {
      table: 'day_pair',
      columns: ['artifact', 'pair', 'metric', 'bucket', 'a', 'b', 'count'],
      rows: byKey(dayPairs, 3),
    },
    { table: 'hour_total', columns: ['artifact', 'metric', 'class', 'hour', 'count'], rows: hourTotals },
    { table: 'day_source', columns: ['day', 'artifact', 'metric', 'count'], rows: daySources },
    { table: 'version_first', columns: ['artifact', 'version', 'first_day'], rows: [...firstDays.values()] },
    {
      table: 'label',
      columns: ['id', 'dimension', 'value', 'first_day'],
      rows: labels.rows.map((row) => [...row, firstDay]),
    },
    rollupSheet(history, now),
    {
      table: 'dirty',
      columns: ['scale', 'bucket', 'version'],
      rows: [...months].map((month) => ['month', month, 1]),
    },
    ...besideSheets(history, labels, dayOf(now)),
  ]
}

/**
 * In the order of the first columns, which are those of the key before the day: days are in order already. Rows that lie beside
 * each other in the table are written in half the time.
 */
function byKey(rows: number[][], columns: number): number[][] {
  return rows.sort((one, two) => {
    const place = one.findIndex((value, column) => column >= columns || value !== two[column])
    return place < columns ? (one[place] ?? 0) - (two[place] ?? 0) : 0
  })
}

/** As the cron leaves it: made when the day was over, final when nothing more can come in. */
function rollupSheet({ days }: History, now: number): Sheet {
  const final = lastFinalDay(now)
  return {
    table: 'rollup',
    columns: ['scale', 'bucket', 'state', 'revision', 'computed_at', 'row_count'],
    rows: days.map(([day, rows]) => [
      ...['day', day, day <= final ? 'final' : 'provisional', 1],
      ...[endOfDay(day) + HOUR_MS / 12, rows],
    ]),
  }
}

/** What stands beside the numbers: incidents, drops, the second count. */
function besideSheets(history: History, labels: Labels, today: number): Sheet[] {
  const roll = rollOf(SEED)
  const incidents = incidentsOf(
    today,
    (day, upstream) => history.answered.get(`${day} ${labels.of('upstream', upstream)}`) ?? 0,
  )
  return [
    {
      table: 'incident',
      columns: ['kind', 'started_at', 'ended_at', 'from_upstream', 'to_upstream', 'why', 'saved'],
      rows: incidents.map((one) => [
        ...[one.kind, one.started_at, one.ended_at],
        ...[one.from_upstream, one.to_upstream, one.why, one.saved],
      ]),
    },
    {
      table: 'dropped',
      columns: ['day', 'reason', 'count'],
      rows: history.days.flatMap(([day]) => droppedOf(day, today - day, roll)),
    },
    {
      table: 'reconciliation',
      columns: ['day', 'metric', 'ledger', 'engine', 'checked_at'],
      rows: reconciled(history, roll),
    },
  ]
}

function droppedOf(day: number, daysAgo: number, roll: Roll): [number, string, number][] {
  const late = hasFailover(daysAgo)
    ? 40 + Math.floor(roll() * 60)
    : roll() < 0.06
      ? 1 + Math.floor(roll() * 20)
      : 0
  const drops: [number, string, number][] = [
    [day, 'late', late],
    [day, 'unknown_layer', Math.floor(roll() * 14)],
  ]
  return drops.filter(([, , count]) => count > 0)
}

/** Analytics Engine samples: a little more or less than the ledger. */
function reconciled({ metrics }: History, roll: Roll): (number | string)[][] {
  const ledger = new Map<string, { day: number; metric: Metric; count: number }>()
  for (const [day, metric, count] of metrics) {
    const key = `${day} ${metric}`
    ledger.set(key, { day, metric, count: count + (ledger.get(key)?.count ?? 0) })
  }
  return [...ledger.values()].map(({ day, metric, count }) => {
    const engine = Math.round(count * (1 + (roll() - 0.5) * 0.002))
    return [day, metric, count, engine, endOfDay(day) + HOUR_MS]
  })
}
