// The days of the demo up to yesterday, as rows of the tables that pages read.
import { DIMENSIONS, OTHER_LABEL, PAIR_METRICS } from '../../src/analytics/dimension.ts'
import type { Metric } from '../../src/analytics/event.ts'
import { HOUR_TOTAL_DAYS } from '../../src/analytics/rollup/final.ts'
import { type Cell, countOf } from './cell.ts'
import { type Group, groupsOf, hoursOf } from './day.ts'
import { DEMO_DAYS, GAP_DAYS_AGO } from './happening.ts'
import type { Labels } from './label.ts'
import { type Roll, around, rollOf } from './random.ts'
import { tallyOf } from './tally.ts'

/** Rows in the order of the tables' columns. */
export type History = {
  dayCounts: number[][]
  dayPairs: number[][]
  daySources: number[][]
  hourTotals: number[][]
  /** Each day and its number of rows in the first two. */
  days: [day: number, rows: number][]
  /** By artifact and version. */
  firstDays: Map<string, [artifact: number, version: number, day: number]>
  /** What was counted by metric, every day. */
  metrics: [day: number, metric: Metric, count: number][]
  /** What was answered by an upstream, by `<day> <upstream>`. */
  answered: Map<string, number>
}

const SEED = 0x0fa1_11ea

export function historyOf(today: number, labels: Labels): History {
  const history: History = {
    ...{ dayCounts: [], dayPairs: [], daySources: [], hourTotals: [] },
    ...{ days: [], metrics: [], firstDays: new Map(), answered: new Map() },
  }
  for (let daysAgo = DEMO_DAYS - 1; daysAgo > 0; daysAgo--) {
    if (daysAgo !== GAP_DAYS_AGO) addDay(history, { day: today - daysAgo, daysAgo }, labels)
  }
  return history
}

type When = { day: number; daysAgo: number }

function addDay(history: History, { day, daysAgo }: When, labels: Labels): void {
  const roll = rollOf(SEED + day)
  const before = history.dayCounts.length + history.dayPairs.length
  for (const group of groupsOf(day, daysAgo, labels)) {
    const cells = group.streams.flatMap((stream) => stream.cells)
    const [first] = cells
    if (first === undefined) continue
    const { artifact, metric } = first
    addTally(history, day, group.metric, cells)
    const count = countOf(cells)
    history.daySources.push([day, artifact, metric, sourcesOf(group.metric, count, roll)])
    history.metrics.push([day, group.metric, count])
    if (daysAgo <= HOUR_TOTAL_DAYS) addHours(history, { day, daysAgo }, group, roll)
    if (group.metric === 'error') continue
    for (const { upstream, count: ofCell } of cells) {
      const key = `${day} ${upstream}`
      history.answered.set(key, (history.answered.get(key) ?? 0) + ofCell)
    }
  }
  history.days.push([day, history.dayCounts.length + history.dayPairs.length - before])
}

function addTally(history: History, day: number, name: Metric, cells: Cell[]): void {
  const [{ artifact, metric } = { artifact: 0, metric: 0 }] = cells
  const { counts, pairs } = tallyOf(name, cells)
  for (const [dimension, tally] of counts)
    for (const { a, b, count } of tally)
      history.dayCounts.push([artifact, dimension, metric, a, day, b, count])
  for (const [pair, tally] of pairs)
    for (const { a, b, count } of tally) history.dayPairs.push([artifact, pair, metric, day, a, b, count])
  if (!PAIR_METRICS.some((kept) => kept === name)) return
  const versions = counts.find(([dimension]) => dimension === DIMENSIONS.version)?.[1] ?? []
  for (const { b: version } of versions) {
    const key = `${artifact} ${version}`
    if (version > OTHER_LABEL && !history.firstDays.has(key))
      history.firstDays.set(key, [artifact, version, day])
  }
}

function addHours(history: History, { day, daysAgo }: When, group: Group, roll: Roll): void {
  for (const { stream, cells } of group.streams) {
    const [first] = cells
    if (first === undefined) continue
    hoursOf(stream, countOf(cells), daysAgo, roll).forEach((count, hour) => {
      const { artifact, metric, class: kind } = first
      if (count > 0) history.hourTotals.push([artifact, metric, kind, day * 24 + hour, count])
    })
  }
}

/** How often the same network asks on a day, at a thousand times a day. */
const ASKS: Partial<Record<Metric, number>> = { check: 9, verify: 5, chart_check: 6 }

function sourcesOf(metric: Metric, count: number, roll: Roll): number {
  const each = (ASKS[metric] ?? 2.2) * Math.max(1, count / 1000) ** 0.12
  return Math.max(1, Math.round((count / each) * around(roll, 0.04)))
}
