// Switches and failovers as rows that people can read: once each, however often the cron looks.
import { env } from 'cloudflare:workers'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { GENEROUS, TOKEN, send } from '../admin/desk.ts'
import { breakDown, repair, restoreAll, stopClock } from '../gateway/scene.ts'
import type { World } from '../gateway/world.ts'
import { choose, createWatched, everyMinute, incidentsOf } from './scene.ts'

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

  it('of an upstream that is not the chosen one is an outage, of which nobody had to go elsewhere', async () => {
    const world = await createWatched()
    breakDown(world, 'ghcr', { as: '503' })
    await everyMinute(world)
    expect(await incidentsOf(world)).toMatchObject([{ kind: 'outage', from: 'ghcr', to: null }])
  })
})

describe('an upstream that is down', () => {
  /** `outage ghcr -> null, 1:00 to 1:10`, the latest first; minutes and seconds since the start. */
  const told = async (world: World) =>
    (await incidentsOf(world)).map(({ kind, from, to, started_at, ended_at }) => {
      const ended = ended_at === null ? 'it lasts' : sinceStart(ended_at)
      return `${kind} ${from} -> ${to ?? 'nobody'}, ${sinceStart(started_at)} to ${ended}`
    })
  const sinceStart = (time: string) =>
    new Date(Date.parse(time) - START).toISOString().replace(/.*T00:(.*)\.000Z/, '$1')
  const onceDown = async (name: string, vars = {}) => {
    const world = await createWatched({ vars })
    breakDown(world, name, { as: '503' })
    pass(MINUTE)
    await everyMinute(world)
    return world
  }

  it('is a failover from the minute that it is seen to be chosen, and an outage from that on which it is left', async () => {
    const world = await onceDown('ghcr')
    for (const name of ['ghcr', 'ghcr', 'quay']) {
      await choose(name)
      pass(MINUTE)
      await everyMinute(world)
    }
    expect(await told(world)).toEqual([
      'outage ghcr -> nobody, 04:00 to it lasts',
      'switch ghcr -> quay, 04:00 to 04:00',
      'failover ghcr -> quay, 02:00 to 04:00',
      'switch quay -> ghcr, 02:00 to 02:00',
      'outage ghcr -> nobody, 01:00 to 02:00',
    ])
  })

  it('is one for as long as the operator chose it, to the second, whatever KV still shows', async () => {
    const vars = { ADMIN_TOKEN: TOKEN, ADMIN_CHANGES: GENEROUS, ADMIN_REFUSED: GENEROUS }
    const world = await onceDown('ghcr', vars)
    const put = (upstream: string) =>
      send(world, 'PUT', 'upstream', { body: { upstream, force: true, reason: 'Tried' } })
    pass(58)
    expect((await put('ghcr')).status).toBe(200)
    await choose('quay') // as another data centre may see it for a minute
    pass(2)
    await everyMinute(world)
    const failover = 'failover ghcr -> quay, 01:58 to'
    expect((await told(world))[0]).toBe(`${failover} it lasts`)
    pass(2)
    expect((await put('quay')).status).toBe(200)
    pass(58)
    await everyMinute(world)
    expect(await told(world)).toEqual([
      'outage ghcr -> nobody, 02:02 to it lasts',
      'switch ghcr -> quay, 02:02 to 02:02',
      `${failover} 02:02`,
      'switch quay -> ghcr, 01:58 to 01:58',
      'outage ghcr -> nobody, 01:00 to 01:58',
    ])
    repair(world, 'ghcr')
    for (let minute = 0; minute < 2; minute++) {
      pass(MINUTE)
      await everyMinute(world)
    }
    expect((await told(world))[0]).toBe('outage ghcr -> nobody, 02:02 to 05:00')
  })

  it('and is left for another one is an outage from then on', async () => {
    const world = await onceDown('quay')
    await choose('ghcr')
    pass(MINUTE)
    await everyMinute(world)
    expect(await told(world)).toEqual([
      'outage quay -> nobody, 02:00 to it lasts',
      'switch quay -> ghcr, 02:00 to 02:00',
      'failover quay -> ghcr, 01:00 to 02:00',
    ])
  })
})
