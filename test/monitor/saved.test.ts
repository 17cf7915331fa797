// How many requests were served all the same while an upstream was down.
import { env } from 'cloudflare:workers'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { rollUp } from '../../src/analytics/rollup/run.ts'
import { countSaved } from '../../src/monitor/incident.ts'
import { edge, emptyLedger, event, write } from '../analytics/store.ts'
import { TAG, breakDown, byDigest, restoreAll, stopClock } from '../gateway/scene.ts'
import { createWorld } from '../gateway/world.ts'
import { createWatched, everyMinute, incidentsOf, takeIn } from './scene.ts'

const MINUTE = 60
let pass: (seconds: number) => void

beforeEach(() => {
  vi.spyOn(console, 'error').mockReturnValue()
  pass = stopClock()
  vi.setSystemTime(Date.UTC(2026, 10, 1, 12, 15))
})
afterEach(restoreAll)

describe('the requests that an incident saved', () => {
  it('are those that another upstream or a kept answer served meanwhile, counted once', async () => {
    const world = await createWatched()
    breakDown(world, 'quay', { as: '503' })
    await everyMinute(world)
    // One that the other upstream serves, one that needs no upstream, and one that only what was kept can answer.
    await world.ask(TAG)
    await world.ask(byDigest(world))
    breakDown(world, 'ghcr', { as: '503' })
    expect((await world.ask(TAG)).headers.has('Warning')).toBe(true)
    await takeIn(world)
    for (let run = 0; run < 3; run++) {
      pass(5 * MINUTE)
      await world.cron('*/5 * * * *')
    }
    expect(await incidentsOf(world)).toMatchObject([{ kind: 'failover', requests_saved: 2 }])
  })

  it('are counted by the hours that it touched, and for no other upstream', async () => {
    await emptyLedger()
    const world = await createWorld({ upstreams: { quay: {} } })
    const HOUR_MS = 3_600_000
    const noon = Date.UTC(2026, 10, 1, 12)
    await env.DB.prepare(
      `INSERT INTO incident (kind, started_at, ended_at, from_upstream, to_upstream, why)
       VALUES ('failover', ?1, ?2, 'quay', 'ghcr', 'is down'), ('switch', ?1, ?1, 'quay', 'ghcr', 'chosen'),
         ('outage', ?2, ?2, 'quay', '', 'is down')`,
    )
      .bind(noon + 1, noon + HOUR_MS + 1)
      .run()
    const at = (hour: number, saved: string) => event({ at: noon + hour * HOUR_MS + 60_000, saved })
    await write(at(-1, 'quay'), at(0, 'quay'), at(1, 'quay'), at(2, 'quay'), at(0, 'ghcr'), at(0, ''))
    const now = noon + 3 * HOUR_MS
    for (let run = 0; run < 2; run++) {
      await rollUp(edge.env.DB, now)
      await countSaved(edge.env.DB, now)
    }
    const rows = (await incidentsOf(world)).map(({ kind, requests_saved }) => [kind, requests_saved])
    expect(rows.toSorted()).toEqual([
      ['failover', 2],
      ['outage', 0],
      ['switch', 0],
    ])
  })

  it.each([
    ['the command', 'fairlead/1.0.0', 0],
    ['its doctor', 'fairlead-doctor/1.0.0', 0],
    ['a tool', 'skopeo/1.18.0', 1],
  ])('are of %s, %s: %d', async (_, agent, more) => {
    const world = await createWatched()
    breakDown(world, 'quay', { as: '503' })
    await everyMinute(world)
    await world.ask(TAG)
    await world.ask(TAG, { headers: { 'User-Agent': agent } })
    await takeIn(world)
    await world.cron('*/5 * * * *')
    expect(await incidentsOf(world)).toMatchObject([{ kind: 'failover', requests_saved: 1 + more }])
  })
})
