// Cloudflare's clock: what runs every five minutes there runs every few seconds here, so that pulls soon show. What runs
// every minute keeps its pace: it asks the upstreams, and nobody wants to be asked all the time.
import { setTimeout as delay } from 'node:timers/promises'

export const CRON_EVERY_MS = 3_000
const EVERY_MINUTE = '* * * * *'
const ROUNDS_PER_MINUTE = 60_000 / CRON_EVERY_MS
// When workerd is started anew, a round may well fail.
const FAILURES_QUIET = 3

export type CronSettings = {
  gatewayUrl: string
  crons: string[]
  everyMs: number
  write: (text: string) => void
}

/** Returns what ends it. A failed round is tried again by the next; only a row of them is worth a line. */
export function startCron(settings: CronSettings): () => Promise<void> {
  const stopping = new AbortController()
  const running = run(settings, stopping.signal)
  return async () => {
    stopping.abort()
    await running
  }
}

async function run({ gatewayUrl, crons, everyMs, write }: CronSettings, signal: AbortSignal): Promise<void> {
  const often = crons.filter((cron) => cron !== EVERY_MINUTE)
  let failures = 0
  try {
    for (let round = 1; ; round++) {
      await delay(everyMs, undefined, { signal })
      const problem = await roundProblem(gatewayUrl, round % ROUNDS_PER_MINUTE === 0 ? crons : often, signal)
      failures = problem === null ? 0 : failures + 1
      if (problem !== null && failures === FAILURES_QUIET)
        write(`The scheduled work fails: ${problem}. It goes on being tried.\n`)
    }
  } catch (error) {
    if (!signal.aborted) throw error
  }
}

async function roundProblem(
  gatewayUrl: string,
  crons: string[],
  signal: AbortSignal,
): Promise<string | null> {
  let problem: string | null = null
  for (const cron of crons) {
    const url = `${gatewayUrl}/cdn-cgi/local/scheduled?cron=${encodeURIComponent(cron)}`
    try {
      const answer = await fetch(url, { signal })
      const text = await answer.text()
      if (!answer.ok) problem = `${cron}: ${answer.status} ${text.slice(0, 200)}`
    } catch (error) {
      problem = `${cron}: ${String(error)}`
    }
  }
  return problem
}
