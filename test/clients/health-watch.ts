// What the gateway says of an upstream's health, from beginning to end: the clock by which outages are judged.
import { setTimeout as delay } from 'node:timers/promises'
import { vi } from 'vitest'
import { z } from 'zod'

const LOOK_EVERY_MS = 100
/** Several rounds of the local clock, on a busy machine. */
const CHANGE_MS_MAX = 40_000

const statusSchema = z.object({ upstreams: z.array(z.object({ name: z.string(), state: z.string() })) })

export type HealthWatch = {
  /** Every state it has been seen in, in order, none twice in a row. */
  states: () => string[]
  /** Resolves once it is in this state, with the time by which the gateway had said so. */
  until: (state: string) => Promise<number>
  stop: () => Promise<void>
}

export function watchHealth(gatewayPort: number, upstream: string): HealthWatch {
  const changes: { state: string; at: number }[] = []
  const stopping = new AbortController()
  const look = async () => {
    const answer = await fetch(`http://127.0.0.1:${gatewayPort}/api/v1/status`)
    const { upstreams } = statusSchema.parse(await answer.json())
    const state = upstreams.find(({ name }) => name === upstream)?.state ?? 'missing'
    if (changes.at(-1)?.state !== state) changes.push({ state, at: Date.now() })
  }
  const watching = (async () => {
    while (!stopping.signal.aborted) {
      await look().catch(() => undefined) // until() tells, should it go on like that
      await delay(LOOK_EVERY_MS)
    }
  })()
  return {
    states: () => changes.map(({ state }) => state),
    until: async (state) => {
      const inState = () => {
        const last = changes.at(-1)
        if (last?.state === state) return last.at
        throw new Error(`${upstream} is ${last?.state ?? 'not seen'}, not ${state}`)
      }
      return vi.waitFor(inState, { timeout: CHANGE_MS_MAX })
    },
    stop: async () => {
      stopping.abort()
      await watching
    },
  }
}
