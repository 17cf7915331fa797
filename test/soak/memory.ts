// Whether memory stays flat: what the product's isolate still refers to after a forced collection of its garbage. The
// memory of the processes is shown beside it, and judged by nobody: most of it is what only this machine has beside a Worker.
import { setTimeout as delay } from 'node:timers/promises'
import { liveBytesBelow } from './isolate.ts'
import { workerdsBelow } from './process.ts'

const SAMPLE_EVERY_MS = 10_000
/** Below this a run is too short to tell growth from warming up, and its memory is only shown. */
const JUDGED_MINUTES_MIN = 10
/** Of the samples that there could be. A busy inspector may miss some, but not most. */
const SAMPLES_SHARE_MIN = 0.5
const WARM_UP_SHARE = 0.2
const GROWTH_MAX = 0.1
const MEGABYTE = 1024 * 1024
const MINUTE_MS = 60_000

export type Memory = {
  /** What is wrong with it; null if nothing is, or if it was too short to tell. */
  problem: string | null
  said: string
}

/** Bytes, one after the other. */
export type Samples = {
  live: number[]
  /** The resident memory of the workerd that the product runs in, simulators and all, and of the others together. */
  gateway: number[]
  others: number[]
}

export function watchMemory(pid: number): () => Promise<Memory> {
  const samples: Samples = { live: [], gateway: [], others: [] }
  const begun = Date.now()
  const stopping = new AbortController()
  const watching = watch(pid, samples, stopping.signal)
  return async () => {
    stopping.abort()
    await watching
    return judge(samples, (Date.now() - begun) / MINUTE_MS)
  }
}

async function watch(pid: number, { live, gateway, others }: Samples, signal: AbortSignal): Promise<void> {
  const findLiveBytes = liveBytesBelow(pid)
  while (!signal.aborted) {
    const next = delay(SAMPLE_EVERY_MS, undefined, { signal }).catch(() => undefined)
    const workerds = await workerdsBelow(pid)
    const sum = (isGateway: boolean) =>
      workerds.reduce((all, { bytes, hasInspector }) => all + (hasInspector === isGateway ? bytes : 0), 0)
    gateway.push(sum(true))
    others.push(sum(false))
    const bytes = await findLiveBytes()
    if (bytes !== null) live.push(bytes)
    await next
  }
}

export function judge({ live, gateway, others }: Samples, minutes: number): Memory {
  const { growth, said: saidLive } = trendOf(live)
  const isJudged = minutes >= JUDGED_MINUTES_MIN
  const said = [
    `live heap of the product's isolate: ${saidLive}${isJudged ? '' : ' (too short a run to judge)'}`,
    `resident memory of its workerd, simulators and all: ${trendOf(gateway).said}`,
    `of the stand-in registry's: ${trendOf(others).said}`,
  ].join('\n')
  const seenMin = isJudged ? ((minutes * MINUTE_MS) / SAMPLE_EVERY_MS) * SAMPLES_SHARE_MIN : 1
  if (live.length < seenMin)
    return { problem: `the product's isolate was seen ${live.length} times, which tells nothing`, said }
  if (!isJudged) return { problem: null, said }
  return { problem: growth <= GROWTH_MAX ? null : `memory is not flat: ${saidLive}`, said }
}

/** After a fifth of the time, which is for warming up: the last third's median over the first third's. */
function trendOf(samples: number[]): { growth: number; said: string } {
  const warm = samples.slice(Math.floor(samples.length * WARM_UP_SHARE))
  const third = Math.max(1, Math.floor(warm.length / 3))
  const first = median(warm.slice(0, third))
  const last = median(warm.slice(-third))
  const growth = last / first - 1
  const said =
    `${megabytes(samples[0] ?? NaN)} at the start, ${megabytes(Math.max(...samples))} at most; median of the first third ` +
    `after warming up ${megabytes(first)}, of the last ${megabytes(last)}: ${growth < 0 ? '' : '+'}${(growth * 100).toFixed(1)} %`
  return { growth, said }
}

function megabytes(bytes: number): string {
  return `${(bytes / MEGABYTE).toFixed(2)} MB`
}

function median(numbers: number[]): number {
  return numbers.toSorted((a, b) => a - b)[numbers.length >> 1] ?? NaN
}
