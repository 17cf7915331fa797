// The API of a gateway whose clock stands still, over a history of made-up events.
import { env } from 'cloudflare:workers'
import { vi } from 'vitest'
import * as z from 'zod'
import type { Event } from '../../../src/analytics/event.ts'
import { sumUpMonths } from '../../../src/analytics/rollup/ever.ts'
import { finaliseDays } from '../../../src/analytics/rollup/final.ts'
import { NOW, history, takeIn } from '../../analytics/stats/history.ts'
import { emptyLedger } from '../../analytics/store.ts'
import { type World, createWorld } from '../../gateway/world.ts'

const envelopeSchema = z.strictObject({
  query: z.record(z.string(), z.unknown()),
  definition_version: z.int(),
  data_through: z.iso.datetime().nullable(),
  state: z.enum(['final', 'provisional']),
  revision: z.int(),
  coverage: z.strictObject({
    first_day: z.string().nullable(),
    days: z.int(),
    missing: z.array(z.string()),
  }),
  columns: z.array(z.string()),
  rows: z.array(z.array(z.union([z.string(), z.number(), z.null()]))),
})
export type Envelope = z.output<typeof envelopeSchema>
const errorSchema = z.strictObject({ error: z.string(), documentation: z.literal('/openapi.json') })

export type Api = {
  world: World
  /** A 200, its body checked to be an envelope and nothing else. */
  ask: (path: string) => Promise<Envelope>
  csv: (path: string) => Promise<string>
  /** The sentence of a 400. */
  refuse: (path: string) => Promise<string>
}

export function stopClockAt(now: number): void {
  vi.useFakeTimers({ toFake: ['Date'] })
  vi.setSystemTime(now)
}

/** Nothing is kept at the edge unless `vars` say so. */
export async function createApi(vars: Record<string, unknown> = { PAGE_TTL_SECONDS: 0 }): Promise<Api> {
  const world = await createWorld({ upstreams: { quay: {} }, vars })
  return {
    world,
    ask: async (path) => {
      const response = await world.ask(path)
      const body = await response.json()
      if (response.status !== 200) throw new Error(`${path}: ${JSON.stringify(body)}`)
      return envelopeSchema.parse(body)
    },
    csv: async (path) => (await world.ask(path)).text(),
    refuse: async (path) => {
      const response = await world.ask(path)
      if (response.status !== 400) throw new Error(`${path}: ${response.status} ${await response.text()}`)
      return errorSchema.parse(await response.json()).error
    },
  }
}

/** A ledger of some months, all that can be final final; the events that are in it. */
export async function fillLedger(count: number): Promise<Event[]> {
  await emptyLedger()
  const events = history(count)
  await takeIn(events)
  await finaliseDays(env.DB, NOW)
  // All time is then what is summed up and the month that is open.
  for (let run = 0; run < 2; run++) await sumUpMonths(env.DB, NOW)
  return events
}
