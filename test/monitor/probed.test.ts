// When the upstreams were last looked at, as the public is told.
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { emptyLedger } from '../analytics/store.ts'
import { breakDown, restoreAll, stopClock } from '../gateway/scene.ts'
import { type World, createWorld } from '../gateway/world.ts'
import { everyMinute, incidentsOf } from './scene.ts'

beforeEach(() => {
  // Each change is a line in the log.
  vi.spyOn(console, 'error').mockReturnValue()
})
afterEach(restoreAll)

async function probedAt(world: World): Promise<string | null> {
  return (await (await world.ask('/api/v1/status')).json<{ probed_at: string | null }>()).probed_at
}

it('is not known before the first probe, and grows with each', async () => {
  const pass = stopClock()
  await emptyLedger()
  const world = await createWorld({ upstreams: { quay: {}, ghcr: {} } })
  expect(await probedAt(world)).toBeNull()
  await everyMinute(world)
  const first = new Date().toISOString()
  expect(await probedAt(world)).toBe(first)
  breakDown(world, 'quay', { on: ['ping'], as: '503' })
  pass(60)
  // Nobody has looked since.
  expect(await probedAt(world)).toBe(first)
  await everyMinute(world)
  expect(await probedAt(world)).toBe(new Date().toISOString())
  // What was found is there as soon as that is.
  expect(await incidentsOf(world)).toMatchObject([{ from: 'quay', started_at: await probedAt(world) }])
})
