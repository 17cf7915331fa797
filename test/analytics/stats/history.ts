// Months of made-up events around a year's end and a leap day, with a gap of days on which nothing was counted.
import { env } from 'cloudflare:workers'
import { type Event, METRICS } from '../../../src/analytics/event.ts'
import type { Message } from '../../../src/analytics/message.ts'
import { rollUp } from '../../../src/analytics/rollup/run.ts'
import { DAY_MS, HOUR_MS, edge, event, ledger, numberOf } from '../store.ts'

/** A Wednesday, half past ten. */
export const NOW = Date.UTC(2028, 2, 15, 10, 30)
/** A Monday. */
export const FIRST_DAY = '2027-11-29'
export const MISSING_DAYS = ['2028-01-10', '2028-01-11', '2028-01-12']
export const ARTIFACTS = ['cert-manager-controller', 'cert-manager-webhook', 'charts/cert-manager']

/** Numbers that look random and are the same every time. */
export function dice(seed: number): (sides: number) => number {
  let state = seed
  return (sides) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor((state / 2 ** 32) * sides)
  }
}

/** Few enough values, over all classes together, that no day or month folds any. Hours of the day are few, so that the rollup is quick. */
export function history(count: number, seed = 1): Event[] {
  const roll = dice(seed)
  const one = <T>(...of: readonly [T, ...T[]]): T => of[roll(of.length)] ?? of[0]
  const start = Date.parse(`${FIRST_DAY}T00:00:00Z`)
  const days = Math.floor((NOW - start) / DAY_MS)
  const random = (): Event => {
    const metric = one('pull', 'pull', 'pull', 'check', 'download', ...METRICS)
    const artifact = one(ARTIFACTS[0] ?? '', ...ARTIFACTS)
    return event({
      at: start + roll(days + 1) * DAY_MS + one(0, 9, 23) * HOUR_MS + roll(HOUR_MS),
      metric,
      artifact,
      tag: one('v1.18.2', 'v1.19.0', 'v1.19.1', '1.20.0-alpha.1', 'latest', null),
      digest: metric === 'download' ? layerOf(artifact) : null,
      class: one('runtime', 'runtime', 'tool', 'browser', 'unknown'),
      client: one('docker', 'containerd', ''),
      clientVersion: one('1.7.13', '2.0.0', ''),
      clientPlatform: one('linux/amd64', 'linux/arm64/v8', 'windows/amd64', ''),
      country: one('DE', 'US', 'IN', 'T1', ''),
      continent: one('EU', 'NA', 'AS', ''),
      provider: one('', 'aws', 'hetzner'),
      upstream: one('quay', 'ghcr'),
      reason: metric === 'error' ? one('unknown_tag', 'upstream_failure') : null,
      source: roll(20).toString(16).padStart(16, '0'),
    })
  }
  // The first day and the last hour have one for sure.
  return [
    event({ at: start }),
    event({ at: NOW - HOUR_MS }),
    ...Array.from({ length: count }, random).filter(({ at }) => at < NOW && !isMissing(at)),
  ]
}

/** Writes them and makes all numbers, however many runs that takes. */
export async function takeIn(events: Event[], now = NOW): Promise<void> {
  await ledger.write(edge, ARTIFACTS.map(layerMessage))
  for (let from = 0; from < events.length; from += 100) {
    const messages = events.slice(from, from + 100).map((one) => ({ event: one, fact: null, host: null }))
    await ledger.write(edge, messages)
  }
  // An hour between the runs, the last of which is at `now`: a large month waits for its turn.
  for (let run = 99; run >= 0; run--) {
    await rollUp(env.DB, now - run * HOUR_MS)
    if ((await numberOf('SELECT COUNT(*) AS n FROM dirty')) === 0) run = Math.min(run, 1)
  }
}

function isMissing(at: number): boolean {
  return MISSING_DAYS.includes(new Date(at).toISOString().slice(0, 10))
}

const layerOf = (artifact: string) =>
  `sha256:${(ARTIFACTS.indexOf(artifact) + 1).toString().padStart(64, '0')}`
const imageOf = (artifact: string) =>
  `sha256:${(ARTIFACTS.indexOf(artifact) + 1).toString().padStart(64, 'a')}`

/** What makes a request for the layer a download. */
function layerMessage(artifact: string): Message {
  const fact = {
    artifact,
    digest: imageOf(artifact),
    role: 'image' as const,
    config: '',
    layer: layerOf(artifact),
    others: [],
    children: [],
  }
  return { event: null, fact, host: null }
}
