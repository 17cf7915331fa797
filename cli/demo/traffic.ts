// How much was asked for on a day: growth, weeks, holidays, releases, and chance.
import { CLASSES, type ClientClass, METRICS, type Metric } from '../../src/analytics/event.ts'
import { DEMO_DAYS, hasFailover } from './happening.ts'
import { type Roll, around } from './random.ts'
import { releaseStir } from './release.ts'

export type Stream = { artifact: string; metric: Metric; class: ClientClass }

const DAY_MS = 24 * 60 * 60 * 1000
const DOUBLES_IN_DAYS = DEMO_DAYS
const CHANCE = 0.03

const CONTROLLER = 'cert-manager-controller'
const WEBHOOK = 'cert-manager-webhook'
const CHART = 'charts/cert-manager'
/** Errors about what is no artifact. */
export const NO_ARTIFACT = ''

/** Events on an ordinary working day at the end of the demo, by class, in percent of the metric. */
type Volume = { daily: number; classes: Partial<Record<ClientClass, number>> }
type Volumes = Partial<Record<Metric, Volume>>

const IMAGE: Volumes = {
  check: {
    daily: 190_000,
    classes: {
      runtime: 61,
      updater: 15,
      gitops: 9,
      mirror: 6,
      scanner: 4,
      build: 2.5,
      tool: 1.7,
      unknown: 0.8,
    },
  },
  pull: {
    daily: 43_700,
    classes: { runtime: 77, build: 6, mirror: 6, scanner: 5, tool: 4, unknown: 2 },
  },
  download: {
    daily: 20_900,
    classes: { runtime: 80, build: 8, mirror: 4.5, scanner: 3, tool: 3, unknown: 1.5 },
  },
  verify: { daily: 3_900, classes: { tool: 44, runtime: 30, gitops: 16, scanner: 10 } },
  error: { daily: 640, classes: { runtime: 46, updater: 24, build: 18, unknown: 12 } },
}

const OF_CHART: Volumes = {
  chart_pull: { daily: 9_800, classes: { gitops: 47, tool: 43, updater: 7, mirror: 3 } },
  chart_check: { daily: 15_200, classes: { gitops: 62, updater: 30, tool: 8 } },
  error: { daily: 90, classes: { gitops: 55, tool: 45 } },
}

const NO_VOLUME: Volume = { daily: 0, classes: {} }
const OF_NOTHING: Volumes = { error: { daily: 160, classes: { unknown: 70, runtime: 30 } } }

const VOLUMES: [artifact: string, size: number, volumes: Volumes][] = [
  [CONTROLLER, 1, IMAGE],
  [WEBHOOK, 0.91, IMAGE],
  [CHART, 1, OF_CHART],
  [NO_ARTIFACT, 1, OF_NOTHING],
]

/** What is left of a working day's events at the weekend and over Christmas. */
const REST: Record<ClientClass, { weekend: number; christmas: number }> = {
  runtime: { weekend: 0.8, christmas: 0.68 },
  build: { weekend: 0.36, christmas: 0.3 },
  tool: { weekend: 0.5, christmas: 0.45 },
  gitops: { weekend: 0.95, christmas: 0.93 },
  updater: { weekend: 0.99, christmas: 0.97 },
  mirror: { weekend: 0.94, christmas: 0.9 },
  scanner: { weekend: 0.9, christmas: 0.85 },
  browser: { weekend: 0.6, christmas: 0.5 },
  unknown: { weekend: 0.85, christmas: 0.8 },
}

/** How many events of each kind a day has. */
export function trafficOf(day: number, daysAgo: number, roll: Roll): [Stream, number][] {
  const growth = 2 ** (-daysAgo / DOUBLES_IN_DAYS)
  return VOLUMES.flatMap(([artifact, size, volumes]) =>
    METRICS.flatMap((metric) => {
      const { daily, classes } = volumes[metric] ?? NO_VOLUME
      const ofDay = daily * size * growth * stir(metric, daysAgo) * around(roll, CHANCE)
      return CLASSES.map((kind): [Stream, number] => {
        const count = (ofDay * (classes[kind] ?? 0) * restOf(day, kind) * around(roll, CHANCE)) / 100
        return [{ artifact, metric, class: kind }, Math.round(count)]
      })
    }),
  ).filter(([, count]) => count > 0)
}

function stir(metric: Metric, daysAgo: number): number {
  if (metric === 'error') return hasFailover(daysAgo) ? 1.8 : 1
  return metric === 'check' || metric === 'chart_check' ? 1 : releaseStir(daysAgo)
}

function restOf(day: number, kind: ClientClass): number {
  const { weekend, christmas } = REST[kind]
  const date = new Date(day * DAY_MS)
  const isWeekend = [0, 6].includes(date.getUTCDay())
  const holiday = Math.exp(-((daysFromChristmas(date) / 5) ** 2))
  return (isWeekend ? weekend : 1) * (1 - (1 - christmas) * holiday)
}

/** From the quietest day of the year. */
function daysFromChristmas(date: Date): number {
  const year = date.getUTCMonth() < 6 ? date.getUTCFullYear() - 1 : date.getUTCFullYear()
  return Math.abs(date.getTime() - Date.UTC(year, 11, 27)) / DAY_MS
}

/** How the events of a day lie in its hours, UTC: most people sit in Europe and America. */
export function hourWeight(hour: number, kind: ClientClass): number {
  const swing = 1 - REST[kind].weekend
  return 1 + (0.25 + swing) * Math.cos(((hour - 14) / 12) * Math.PI)
}
