// One made-up day.
import type { Metric } from '../../src/analytics/event.ts'
import { type Cell, cellsOf } from './cell.ts'
import { trouble } from './happening.ts'
import type { Labels } from './label.ts'
import { type Roll, around, rollOf } from './random.ts'
import { apportion } from './share.ts'
import { type Stream, hourWeight, trafficOf } from './traffic.ts'

/** What happened of one artifact and metric, by class. */
export type Group = { artifact: string; metric: Metric; streams: { stream: Stream; cells: Cell[] }[] }

const SEED = 0xfa1_1ead
const HOURS = 24
const HOUR_CHANCE = 0.08

/** The same for the same day, if it is as many days ago. */
export function groupsOf(day: number, daysAgo: number, labels: Labels): Group[] {
  const roll = rollOf(SEED + day)
  const groups = new Map<string, Group>()
  for (const [stream, count] of trafficOf(day, daysAgo, roll)) {
    const { artifact, metric } = stream
    const key = `${artifact} ${metric}`
    const group = groups.get(key) ?? { artifact, metric, streams: [] }
    group.streams.push({ stream, cells: cellsOf(stream, count, daysAgo, { labels, roll }) })
    groups.set(key, group)
  }
  return [...groups.values()]
}

/** The whole numbers for the hours of a day that sum to `count`. */
export function hoursOf(stream: Stream, count: number, daysAgo: number, roll: Roll): number[] {
  const weights = Array.from({ length: HOURS }, (_hour, hour) => {
    const more = stream.metric === 'error' ? trouble(daysAgo, hour) : 1
    return hourWeight(hour, stream.class) * more * around(roll, HOUR_CHANCE)
  })
  return apportion(count, weights)
}
