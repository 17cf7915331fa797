// Two registries watched by the cron, with a ledger that knows what is pulled, and what the public is told.
import { env } from 'cloudflare:workers'
import * as z from 'zod'
import { edge, emptyLedger, ledger } from '../analytics/store.ts'
import { TAG, byDigest } from '../gateway/scene.ts'
import { type World, createWorld } from '../gateway/world.ts'

type Options = { blobs?: 'direct' | 'resolve' | 'auto'; vars?: Record<string, unknown> }

/** The cron has looked once, and all was well. */
export async function createWatched({ blobs = 'resolve', vars = {} }: Options = {}): Promise<World> {
  await emptyLedger()
  const world = await createWorld({ upstreams: { quay: {}, ghcr: {} }, upstream: { blobs }, vars })
  await world.ask(TAG)
  await world.ask(byDigest(world))
  // What the queue would bring: without a tag that was pulled, a probe is a ping.
  await takeIn(world)
  await everyMinute(world)
  world.seen()
  return world
}

export async function takeIn(world: World): Promise<void> {
  await ledger.write(edge, world.sent())
}

export const everyMinute = (world: World): Promise<void> => world.cron('* * * * *')
export const choose = (name: string): Promise<void> => env.CONFIG.put('upstream', name)

const statusSchema = z.object({
  active_upstream: z.string(),
  upstreams: z.array(
    z.object({
      name: z.string(),
      state: z.string(),
      since: z.string().nullable(),
      why: z.string().nullable(),
    }),
  ),
})

export async function statusOf(world: World): Promise<z.output<typeof statusSchema>> {
  return statusSchema.parse(await (await world.ask('/api/v1/status')).json())
}

/** `{ quay: 'down', ghcr: 'up' }`. */
export async function statesOf(world: World): Promise<Record<string, string>> {
  const { upstreams } = await statusOf(world)
  return Object.fromEntries(upstreams.map(({ name, state }) => [name, state]))
}

const incidentsSchema = z.object({
  incidents: z.array(
    z.object({
      kind: z.string(),
      started_at: z.string(),
      ended_at: z.string().nullable(),
      from: z.string(),
      to: z.string().nullable(),
      why: z.string(),
      requests_saved: z.number(),
    }),
  ),
})
type Incident = z.output<typeof incidentsSchema>['incidents'][number]

/** The latest first. */
export async function incidentsOf(world: World): Promise<Incident[]> {
  return incidentsSchema.parse(await (await world.ask('/api/v1/incidents')).json()).incidents
}
