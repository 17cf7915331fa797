// Whether memory stays flat.
import { workerdBytes } from './product.ts'

const SAMPLE_EVERY_MS = 3000
/** Below this a run is too short to tell growth from warming up, and its memory is only shown. */
const JUDGED_SAMPLES_MIN = 200
const WARM_UP_SHARE = 0.2
const GROWTH_MAX = 0.1
const MEGABYTE = 1024 * 1024

export type Memory = {
  /** What is wrong with it; null if nothing is, or if it was too short to tell. */
  problem: string | null
  said: string
}

export function watchMemory(pid: number): () => Memory {
  const samples: number[] = []
  const take = () =>
    void workerdBytes(pid).then((bytes) => {
      if (bytes > 0) samples.push(bytes)
    })
  const timer = setInterval(take, SAMPLE_EVERY_MS)
  take()
  return () => {
    clearInterval(timer)
    return judge(samples)
  }
}

/** After a fifth of the time, which is for warming up: the last third's median over the first third's. */
function judge(samples: number[]): Memory {
  const warm = samples.slice(Math.floor(samples.length * WARM_UP_SHARE))
  const third = Math.floor(warm.length / 3)
  const first = median(warm.slice(0, third))
  const last = median(warm.slice(-third))
  const growth = last / first - 1
  const megabytes = (bytes: number) => `${(bytes / MEGABYTE).toFixed(0)} MB`
  const said =
    `workerd: ${megabytes(samples[0] ?? 0)} at the start, ${megabytes(Math.max(...samples))} at most; median of the first third ` +
    `after warming up ${megabytes(first)}, of the last ${megabytes(last)}: ${growth < 0 ? '' : '+'}${(growth * 100).toFixed(1)} %`
  const isJudged = samples.length >= JUDGED_SAMPLES_MIN
  const problem = isJudged && !(growth <= GROWTH_MAX) ? `memory is not flat: ${said}` : null
  return { problem, said: isJudged ? said : `${said} (too short a run to judge)` }
}

function median(numbers: number[]): number {
  return numbers.toSorted((a, b) => a - b)[numbers.length >> 1] ?? NaN
}
