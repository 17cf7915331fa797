// Switches and failovers as rows that people can read: once each, however often the cron looks.
import { env } from 'cloudflare:workers'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { edge, emptyLedger, event, write } from '../analytics/store.ts'
import { TAG, breakDown, byDigest, repair, restoreAll, stopClock } from '../gateway/scene.ts'
import { createWorld } from '../gateway/world.ts'
import { countSaved } from '../../src/monitor/incident.ts'
import { rollUp } from '../../src/analytics/rollup/run.ts'
import { choose, createWatched, everyMinute, incidentsOf, takeIn } from './scene.ts'

const START = Date.UTC(2026, 10, 1, 12, 15)
const MINUTE = 60
let pass: (seconds: number) => void

beforeEach(() => {
  vi.spyOn(console, 'error').mockReturnValue()
  pass = stopClock()
  vi.setSystemTime(START)
})
afterEach(restoreAll)

const timeOf = (minutes: number) => new Date(START + minutes * 60_000).toISOString()

describe('a switch', () => {
  it('is recorded once: when, from where, to where and why', async () => {
    const world = await createWatched()
    expect(await incidentsOf(world)).toEqual([])
    await choose('ghcr')
    for (let minute = 1; minute <= 3; minute++) {
      pass(MINUTE)
      await everyMinute(world)
    }
    expect(await incidentsOf(world)).toEqual([
      {
        kind: 'switch',
        started_at: timeOf(1),
        ended_at: timeOf(1),
        from: 'quay',
        to: 'ghcr',
        why: 'the operator chose it',
        requests_saved: 0,
      },
    ])
  })

  it('and the one back are two, the latest first', async () => {
    const world = await createWatched()
    await choose('ghcr')
    await everyMinute(world)
    await env.CONFIG.delete('upstream')
    pass(MINUTE)
    await everyMinute(world)
    expect((await incidentsOf(world)).map(({ from, to }) => `${from} ${to ?? ''}`)).toEqual([
      'ghcr quay',
      'quay ghcr',
    ])
  })

  it('to a name that is no upstream is none', async () => {
    const world = await createWatched()
    await choose('nobody')
    await everyMinute(world)
    expect(await incidentsOf(world)).toEqual([])
  })
})

describe('a failover', () => {
  it('is opened once and ended once, when the upstream has been well twice', async () => {
    const world = await createWatched()
    breakDown(world, 'quay', { on: ['ping'], as: '503' })
    for (let minute = 1; minute <= 3; minute++) {
      pass(MINUTE)
      await everyMinute(world)
    }
    const open = {
      kind: 'failover',
      started_at: timeOf(1),
      ended_at: null,
      from: 'quay',
      to: 'ghcr',
      why: 'upstream quay answers GET /v2/ with status 503',
      requests_saved: 0,
    }
    expect(await incidentsOf(world)).toEqual([open])
    repair(world, 'quay')
    pass(MINUTE)
    await everyMinute(world)
    expect(await incidentsOf(world)).toEqual([open])
    for (let minute = 5; minute <= 7; minute++) {
      pass(MINUTE)
      await everyMinute(world)
    }
    expect(await incidentsOf(world)).toEqual([{ ...open, ended_at: timeOf(5) }])
  })

  it('is another one when the upstream fails again', async () => {
    const world = await createWatched()
    for (let round = 0; round < 2; round++) {
      breakDown(world, 'quay', { as: '503' })
      await everyMinute(world)
      repair(world, 'quay')
      await everyMinute(world)
      await everyMinute(world)
      pass(MINUTE)
    }
    expect((await incidentsOf(world)).map(({ kind }) => kind)).toEqual(['failover', 'failover'])
  })

  it('has nowhere to go when all are down', async () => {
    const world = await createWatched()
    for (const name of ['quay', 'ghcr']) breakDown(world, name, { as: '503' })
    await everyMinute(world)
    const rows = (await incidentsOf(world)).map(({ kind, from, to }) => [kind, from, to])
    expect(rows.toSorted()).toEqual([
      ['failover', 'quay', null],
      ['outage', 'ghcr', null],
    ])
  })

  it('of an upstream that is not the chosen one is an outage', async () => {
    const world = await createWatched()
    breakDown(world, 'ghcr', { as: '503' })
    await everyMinute(world)
    expect(await incidentsOf(world)).toMatchObject([{ kind: 'outage', from: 'ghcr', to: 'quay' }])
  })
})

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
       VALUES ('failover', ?1, ?2, 'quay', 'ghcr', 'is down'), ('switch', ?1, ?1, 'quay', 'ghcr', 'chosen')`,
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
      ['switch', 0],
    ])
  })
})
