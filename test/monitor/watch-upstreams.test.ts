// The every-minute cron: what it asks, what it tells every isolate, and where requests then go.
import { env } from 'cloudflare:workers'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { emptyLedger } from '../analytics/store.ts'
import {
  NAME,
  TAG,
  breakDown,
  byBlob,
  countingPuts,
  repair,
  restoreAll,
  stopClock,
} from '../gateway/scene.ts'
import { type World, createWorld } from '../gateway/world.ts'
import type { Failure } from '../registry/switches.ts'
import { choose, createWatched, everyMinute, statesOf, statusOf } from './scene.ts'

beforeEach(() => {
  // Each change is a line in the log.
  vi.spyOn(console, 'error').mockReturnValue()
})
afterEach(restoreAll)

const TAGS = `${NAME}/tags/list`
const hostOf = async (world: World) =>
  new URL((await world.ask(byBlob(world))).headers.get('Location') ?? '').host

describe('a probe', () => {
  it('is a ping, the manifest of a tag that was pulled, an image of it, the redirect of a blob and where it leads', async () => {
    const world = await createWatched()
    await everyMinute(world)
    const asked = ['ping 200', 'manifest 200', 'manifest 200', 'blob 307', 'cdn 206']
    expect(world.seen()).toEqual(['quay', 'ghcr'].flatMap((name) => asked.map((one) => `${name} ${one}`)))
  })

  it('is a ping where nothing has been pulled yet', async () => {
    await emptyLedger()
    const world = await createWorld({ upstreams: { quay: {}, ghcr: { auth: 'token' } } })
    await everyMinute(world)
    expect(world.seen()).toEqual(['quay ping 200', 'ghcr ping 401'])
    expect(await statesOf(world)).toEqual({ quay: 'up', ghcr: 'up' })
  })

  it.each([
    ['ping', 'refuse'],
    ['ping', 'hang'],
    ['ping', '500'],
    ['ping', 'html'],
    ['manifest', '500'],
    ['manifest', 'wrong-bytes'],
    ['manifest', 'truncated'],
    ['blob', '500'],
    ['blob', 'html'],
    ['blob', 'refuse'],
    ['cdn', '500'],
  ] as const satisfies [Failure['on'][number], Failure['as']][])(
    'finds the %s that answers by %s, twice in a row',
    async (kind, as) => {
      const world = await createWatched()
      breakDown(world, 'quay', { on: [kind], as, times: 1 })
      await everyMinute(world)
      expect(await statesOf(world)).toEqual({ quay: 'up', ghcr: 'up' })
      breakDown(world, 'quay', { on: [kind], as })
      await everyMinute(world)
      expect(await statesOf(world)).toEqual({ quay: 'down', ghcr: 'up' })
      const { why } = (await statusOf(world)).upstreams[0] ?? {}
      expect(why).toMatch(/^upstream quay /)
    },
  )

  it('takes a mirror that lacks the tag for well', async () => {
    const world = await createWatched()
    const document = {
      upstreams: {
        quay: { registry: 'https://quay.example.com', namespace: 'jetstack' },
        ghcr: { registry: 'https://ghcr.example.com', namespace: 'somebody-else' },
      },
      repositories: { 'cert-manager-*': {} },
    }
    await env.CONFIG.put('routes', JSON.stringify(document))
    await everyMinute(world)
    expect(await statesOf(world)).toEqual({ quay: 'up', ghcr: 'up' })
  })

  it('looks at a direct blob as a client does: without a token', async () => {
    const world = await createWatched({ blobs: 'direct' })
    world.registries['quay']?.setSwitches({ auth: 'token', manifestsNeedToken: false })
    await everyMinute(world)
    expect(await statesOf(world)).toEqual({ quay: 'down', ghcr: 'up' })
  })
})

describe('an upstream that is down', () => {
  it('is passed over by every isolate, for direct blobs too, until it has been well twice', async () => {
    const world = await createWatched({ blobs: 'direct' })
    const first = async () => {
      world.restart()
      world.seen()
      await world.ask(TAGS)
      return [world.seen(), await hostOf(world)]
    }
    const atQuay = [['quay tags 200'], 'quay.example.com']
    const atGhcr = [['ghcr tags 200'], 'ghcr.example.com']
    expect(await first()).toEqual(atQuay)
    breakDown(world, 'quay', { as: '503' })
    await everyMinute(world)
    expect([await statesOf(world), await first()]).toEqual([{ quay: 'down', ghcr: 'up' }, atGhcr])
    repair(world, 'quay')
    await everyMinute(world)
    expect([await statesOf(world), await first()]).toEqual([{ quay: 'recovering', ghcr: 'up' }, atGhcr])
    await everyMinute(world)
    expect([await statesOf(world), await first()]).toEqual([{ quay: 'up', ghcr: 'up' }, atQuay])
  })

  it('and comes and goes stays down: nothing flaps', async () => {
    const world = await createWatched()
    const states: (string | undefined)[] = []
    for (let round = 0; round < 3; round++) {
      breakDown(world, 'quay', { as: '503' })
      await everyMinute(world)
      states.push((await statesOf(world))['quay'])
      repair(world, 'quay')
      await everyMinute(world)
      states.push((await statesOf(world))['quay'])
      world.restart()
      world.seen()
      await world.ask(TAGS)
      expect(world.seen()).toEqual(['ghcr tags 200'])
    }
    expect(states).toEqual(['down', 'recovering', 'down', 'recovering', 'down', 'recovering'])
  })

  it('is asked all the same when the others are down, too, the chosen one first', async () => {
    const world = await createWatched()
    for (const name of ['quay', 'ghcr']) breakDown(world, name, { as: '503' })
    await everyMinute(world)
    for (const name of ['quay', 'ghcr']) repair(world, name)
    await choose('ghcr')
    world.restart()
    world.seen()
    expect((await world.ask(TAGS)).status).toBe(200)
    expect(world.seen()).toEqual(['ghcr tags 200'])
  })

  it('is named with since when and why', async () => {
    const pass = stopClock()
    vi.setSystemTime(Date.UTC(2026, 10, 1, 12))
    const world = await createWatched()
    breakDown(world, 'quay', { on: ['ping'], as: '503' })
    await everyMinute(world)
    pass(60)
    await everyMinute(world)
    expect((await statusOf(world)).upstreams).toEqual([
      {
        name: 'quay',
        state: 'down',
        since: '2026-11-01T12:00:00.000Z',
        why: 'upstream quay answers GET /v2/ with status 503',
      },
      { name: 'ghcr', state: 'up', since: null, why: null },
    ])
  })
})

describe('what every isolate is told', () => {
  it('is written only when it changes', async () => {
    const { namespace, keys } = countingPuts(env.CONFIG)
    const world = await createWatched({ vars: { CONFIG: namespace } })
    const putsIn = async (minutes: number) => {
      keys.splice(0)
      for (let minute = 0; minute < minutes; minute++) await everyMinute(world)
      return keys.filter((key) => key === 'health').length
    }
    expect(await putsIn(3)).toBe(0)
    breakDown(world, 'quay', { as: '503' })
    expect(await putsIn(5)).toBe(1)
    repair(world, 'quay')
    expect(await putsIn(1)).toBe(1)
    expect(await putsIn(1)).toBe(1)
    expect(await putsIn(5)).toBe(0)
  })

  it('is not believed of an upstream that is elsewhere since', async () => {
    const world = await createWatched()
    breakDown(world, 'quay', { as: '503' })
    await everyMinute(world)
    expect(await statesOf(world)).toEqual({ quay: 'down', ghcr: 'up' })
    const text = (await env.CONFIG.get('health')) ?? ''
    await env.CONFIG.put('health', text.replace('.com/jetstack"', '.com/old"'))
    world.restart()
    expect(await statesOf(world)).toEqual({ quay: 'up', ghcr: 'up' })
    await everyMinute(world) // still down where it is now, which is learnt anew
    world.restart()
    expect(await statesOf(world)).toEqual({ quay: 'down', ghcr: 'up' })
    expect(await env.CONFIG.get('health')).toContain('"home":"https://quay.example.com/jetstack"')
  })

  it('moves no traffic when it cannot be read, and is put right', async () => {
    const world = await createWatched()
    await env.CONFIG.put('health', '{"quay":')
    world.restart()
    await world.ask(TAGS)
    expect(world.seen()).toEqual(['quay tags 200'])
    breakDown(world, 'quay', { as: '503' })
    await everyMinute(world)
    expect(await statesOf(world)).toEqual({ quay: 'down', ghcr: 'up' })
  })

  it('forgets an upstream that the document names no more', async () => {
    const world = await createWatched()
    breakDown(world, 'ghcr', { as: '503' })
    await everyMinute(world)
    const document = {
      upstreams: { quay: { registry: 'https://quay.example.com', namespace: 'jetstack' } },
      repositories: { 'cert-manager-*': {} },
    }
    await env.CONFIG.put('routes', JSON.stringify(document))
    await everyMinute(world)
    expect(await env.CONFIG.get('health')).toBe('{}')
  })
})

describe('the operator’s choice', () => {
  it('is obeyed at once when it is well', async () => {
    const world = await createWatched({ blobs: 'direct' })
    await choose('ghcr')
    await world.ask(TAGS)
    expect([world.seen(), await hostOf(world)]).toEqual([['ghcr tags 200'], 'ghcr.example.com'])
    expect((await statusOf(world)).active_upstream).toBe('ghcr')
  })

  it('is failed over and reported when it is dead, and obeyed once it is well', async () => {
    const world = await createWatched({ blobs: 'direct' })
    breakDown(world, 'ghcr', { as: 'refuse' })
    await everyMinute(world)
    await choose('ghcr')
    world.seen()
    expect((await world.ask(TAG)).status).toBe(200)
    expect(await hostOf(world)).toBe('quay.example.com')
    expect(world.seen()).toEqual(['quay manifest 200'])
    const { active_upstream, upstreams } = await statusOf(world)
    expect([active_upstream, upstreams.map(({ state }) => state)]).toEqual(['ghcr', ['up', 'down']])
    expect(upstreams[1]?.why).toMatch(/^upstream ghcr cannot be reached/)
    repair(world, 'ghcr')
    await everyMinute(world)
    await everyMinute(world)
    expect(await hostOf(world)).toBe('ghcr.example.com')
  })
})
