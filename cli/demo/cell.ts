// A made-up day's events by every column that is counted by: what the ledger would have as the cells of its hours.
import type { CellColumn } from '../../src/analytics/dimension.ts'
import type { Metric, Reason } from '../../src/analytics/event.ts'
import { PLATFORM_SHARES, clientShares, saysPlatform } from './client.ts'
import { DEMO_DAYS, hasFailover, upstreamShares } from './happening.ts'
import type { Labels } from './label.ts'
import { countryShares, providerShares } from './place.ts'
import { type Roll, around } from './random.ts'
import { versionShares } from './release.ts'
import { type Share, apportion, spread } from './share.ts'
import { NO_ARTIFACT, type Stream } from './traffic.ts'

/** A label for each column, and how many events had them all. */
export type Cell = Record<CellColumn, number> & { count: number }

export type Context = { labels: Labels; roll: Roll }

type Pick = <Value>(shares: readonly Share<Value>[]) => Value[]

/** A stream of so many events is made of the square root of that many cells, times this. */
const CELLS_PER_ROOT = 1.2
const CELL_CHANCE = 0.45

/** What is told by an image's own manifest: these do not get as far as that. */
const PLATFORM_UNTOLD: Metric[] = ['check', 'error', 'verify']
const HAS_NO_PLATFORM: Metric[] = ['chart_pull', 'chart_check']

const NONE: Share<string>[] = [['', 1]]

/** The cells of one artifact, metric and class, whose counts sum to exactly `count`. */
export function cellsOf(stream: Stream, count: number, daysAgo: number, { labels, roll }: Context): Cell[] {
  const { metric, class: kind } = stream
  const length = Math.ceil(CELLS_PER_ROOT * Math.sqrt(count))
  const counts = apportion(
    count,
    Array.from({ length }, () => around(roll, CELL_CHANCE)),
  )
  const drawn = draw(stream, daysAgo, (shares) => spread(shares, length, roll))
  const isTold = (client: string) => !PLATFORM_UNTOLD.includes(metric) || saysPlatform(client)
  const artifact = labels.of('artifact', stream.artifact)
  const fixed = { artifact, metric: labels.of('metric', metric), class: labels.of('class', kind), saved: 0 }
  return counts.map((ofCell, place) => {
    const { client = '', version = '' } = drawn.clients[place] ?? {}
    const { country = '', continent = '' } = drawn.countries[place] ?? {}
    return {
      ...fixed,
      version: labels.of('version', drawn.versions[place] ?? ''),
      platform: labels.of('platform', isTold(client) ? (drawn.platforms[place] ?? '') : ''),
      country: labels.of('country', country),
      continent: labels.of('continent', continent),
      client: labels.of('client', client),
      client_version: labels.of('client_version', version),
      provider: labels.of('provider', drawn.providers[place] ?? ''),
      upstream: labels.of('upstream', drawn.upstreams[place] ?? ''),
      reason: labels.of('reason', drawn.reasons[place] ?? ''),
      count: ofCell,
    }
  })
}

export function countOf(cells: Cell[]): number {
  return cells.reduce((sum, { count }) => sum + count, 0)
}

/** A list of values for each column, as long as there are cells. */
function draw({ artifact, metric, class: kind }: Stream, daysAgo: number, pick: Pick) {
  const isError = metric === 'error'
  return {
    versions: pick(isError ? NONE : versionShares(daysAgo)),
    countries: pick(countryShares(kind)),
    clients: pick(clientShares(kind, metric.startsWith('chart'), 1 - daysAgo / DEMO_DAYS)),
    platforms: pick(HAS_NO_PLATFORM.includes(metric) ? NONE : PLATFORM_SHARES),
    providers: pick(providerShares(kind)),
    upstreams: pick(artifact === NO_ARTIFACT ? NONE : upstreamShares(daysAgo)),
    reasons: pick(isError ? reasonShares(artifact, daysAgo) : NONE),
  }
}

function reasonShares(artifact: string, daysAgo: number): Share<Reason>[] {
  if (artifact === NO_ARTIFACT) return [['unknown_repository', 1]]
  return [
    ['unknown_tag', 84],
    ['upstream_failure', hasFailover(daysAgo) ? 84 : 16],
  ]
}
