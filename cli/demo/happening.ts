// What happened in the demo's 400 days besides everyday life: a switch, failovers, an outage, a day without data.
import type { Incident } from '../../src/monitor/incident.ts'
import type { Share } from './share.ts'

export const DEMO_DAYS = 400

/** The day on which nothing was counted at all. */
export const GAP_DAYS_AGO = 61

const MINUTES = 24 * 60
const MINUTE_MS = 60_000
const DAY_MS = MINUTES * MINUTE_MS

type Happening = Pick<Incident, 'kind' | 'from_upstream' | 'to_upstream' | 'why'> & {
  daysAgo: number
  /** Minutes of the day, UTC. */
  from: number
  to: number
}

const HAPPENINGS: Happening[] = [
  {
    kind: 'failover',
    daysAgo: 233,
    from: 13 * 60 + 12,
    to: 15 * 60 + 4,
    from_upstream: 'quay',
    to_upstream: 'ghcr',
    why: 'upstream quay answered with status 502',
  },
  {
    kind: 'switch',
    daysAgo: 150,
    from: 9 * 60 + 30,
    to: 9 * 60 + 30,
    from_upstream: 'quay',
    to_upstream: 'ghcr',
    why: 'the operator chose it',
  },
  {
    kind: 'outage',
    daysAgo: 40,
    from: 3 * 60 + 5,
    to: 3 * 60 + 51,
    from_upstream: 'quay',
    to_upstream: '',
    why: 'upstream quay did not answer within 10 s',
  },
  {
    kind: 'failover',
    daysAgo: 12,
    from: 8 * 60 + 20,
    to: 10 * 60 + 20,
    from_upstream: 'ghcr',
    to_upstream: 'quay',
    why: 'upstream ghcr answered with status 503',
  },
]

/** Who answered on that day, by the time that each did. */
export function upstreamShares(daysAgo: number): Share<string>[] {
  const switched = HAPPENINGS.find(({ kind }) => kind === 'switch')
  if (switched === undefined) return []
  const { from_upstream: before, to_upstream: after } = switched
  if (daysAgo === switched.daysAgo)
    return [
      [before, switched.from],
      [after, MINUTES - switched.from],
    ]
  const active = daysAgo > switched.daysAgo ? before : after
  const failover = failoverOf(daysAgo)
  if (failover === undefined) return [[active, 1]]
  const missed = failover.to - failover.from
  return [
    [active, MINUTES - missed],
    [failover.to_upstream, missed],
  ]
}

/** How many times more often something fails in an hour than it does on other days. */
export function trouble(daysAgo: number, hour: number): number {
  const failover = failoverOf(daysAgo)
  return failover !== undefined && failover.from < (hour + 1) * 60 && failover.to > hour * 60 ? 12 : 1
}

export function hasFailover(daysAgo: number): boolean {
  return failoverOf(daysAgo) !== undefined
}

/** `saved` tells how many requests the other upstream answered on a day of failover. */
export function incidentsOf(today: number, saved: (day: number, upstream: string) => number): Incident[] {
  return HAPPENINGS.map(({ daysAgo, from, to, ...told }) => {
    const start = (today - daysAgo) * DAY_MS
    return {
      ...told,
      started_at: start + from * MINUTE_MS,
      ended_at: start + to * MINUTE_MS,
      saved: told.kind === 'failover' ? saved(today - daysAgo, told.to_upstream) : 0,
      note: null,
    }
  })
}

function failoverOf(daysAgo: number): Happening | undefined {
  return HAPPENINGS.find((one) => one.kind === 'failover' && one.daysAgo === daysAgo)
}
