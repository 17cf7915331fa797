// A change of CONFIG: one winner of two, nothing half made, and how what went wrong heals.
import { env } from 'cloudflare:workers'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { failing } from '../analytics/fault.ts'
import { stopClock } from '../gateway/scene.ts'
import { auditOf, createDesk, documentWith, faultyConfig, routesOf, send, watchLogs } from './desk.ts'

let logs: () => string
let pass: (seconds: number) => void
beforeEach(() => {
  logs = watchLogs()
  pass = stopClock()
})
afterEach(() => {
  vi.useRealTimers()
  vi.restoreAllMocks()
})

const kept = () => env.CONFIG.get('routes')
const siteOf = (name: string) => documentWith({ sites: { [name]: ['https://docs.example'] } })

describe('two changes made from the same document', () => {
  it('have one winner, however close they are', async () => {
    const world = await createDesk()
    for (let round = 0; round < 5; round++) {
      const { etag } = await routesOf(world)
      const bodies = await Promise.all(['a', 'b', 'c', 'd'].map((name) => siteOf(`${name}${round}`)))
      const answers = await Promise.all(
        bodies.map((body) => send(world, 'PUT', 'routes', { body, headers: { 'If-Match': etag } })),
      )
      const winners = bodies.filter((_, index) => answers[index]?.status === 200)
      expect(winners).toEqual([await kept()])
      expect(
        answers.map(({ status }) => status).filter((status) => ![200, 409, 412].includes(status)),
      ).toEqual([])
      const done = (await auditOf(world)).filter(({ outcome }) => outcome === 'done')
      expect([done.length, done[0]?.after]).toEqual([round + 1, (await routesOf(world)).etag])
    }
  })

  it('have one winner even if both say the same', async () => {
    const world = await createDesk()
    const { etag } = await routesOf(world)
    const body = await siteOf('same')
    const both = [1, 2].map(() => send(world, 'PUT', 'routes', { body, headers: { 'If-Match': etag } }))
    const statuses = (await Promise.all(both)).map(({ status }) => status)
    expect(statuses.toSorted()).toEqual([200, 409])
    expect(await auditOf(world)).toHaveLength(1)
  })

  it('are told apart while the first is still on its way into KV', async () => {
    const { fault, CONFIG } = faultyConfig()
    const world = await createDesk({ vars: { CONFIG } })
    const arrived = Promise.withResolvers<undefined>()
    const goOn = Promise.withResolvers<undefined>()
    fault.put = () => {
      arrived.resolve(undefined)
      return goOn.promise
    }
    const first = send(world, 'PUT', 'upstream', { body: { upstream: 'ghcr', force: true } })
    await arrived.promise
    fault.put = () => Promise.resolve()
    const back = { body: { upstream: 'quay', force: true } }
    expect((await send(world, 'PUT', 'upstream', back)).status).toBe(409)
    goOn.resolve(undefined)
    expect((await first).status).toBe(200)
    expect((await send(world, 'PUT', 'upstream', back)).status).toBe(200)
    expect(await env.CONFIG.get('upstream')).toBe('quay')
  })
})

describe('a change that was decided on before another one was made', () => {
  it('is not made', async () => {
    const { fault, CONFIG } = faultyConfig()
    const world = await createDesk({ vars: { CONFIG } })
    const put = (release: string) => send(world, 'PUT', 'release', { body: { release } })
    const arrived = Promise.withResolvers<undefined>()
    const goOn = Promise.withResolvers<undefined>()
    fault.get = () => {
      arrived.resolve(undefined)
      return goOn.promise
    }
    const slow = put('v1')
    await arrived.promise
    fault.get = () => Promise.resolve()
    expect((await put('v2')).status).toBe(200)
    goOn.resolve(undefined)
    expect([(await slow).status, await env.CONFIG.get('release')]).toEqual([409, 'v2'])
    expect(await auditOf(world)).toHaveLength(1)
  })
})

describe('a change that was made without the admin API', () => {
  it('is what the next one is compared with', async () => {
    const world = await createDesk()
    const { etag } = await routesOf(world)
    await send(world, 'PUT', 'routes', { body: await siteOf('a'), headers: { 'If-Match': etag } })
    await env.CONFIG.put('routes', await siteOf('by-hand'))
    const byHand = await routesOf(world)
    const next = { body: await siteOf('b'), headers: { 'If-Match': byHand.etag } }
    const early = await send(world, 'PUT', 'routes', next)
    expect([early.status, early.headers.get('Retry-After')]).toEqual([412, '90'])
    pass(91)
    expect((await send(world, 'PUT', 'routes', next)).status).toBe(200)
    expect((await auditOf(world))[0]?.before).toBe(byHand.etag)
  })

  it('is not taken for one, while KV shows the document before the last', async () => {
    const { fault, CONFIG } = faultyConfig()
    const world = await createDesk({ vars: { CONFIG } })
    const { etag, text } = await routesOf(world)
    const first = await siteOf('a')
    expect((await send(world, 'PUT', 'routes', { body: first, headers: { 'If-Match': etag } })).status).toBe(
      200,
    )
    fault.shown = text
    const late = await send(world, 'PUT', 'routes', {
      body: await siteOf('b'),
      headers: { 'If-Match': etag },
    })
    expect([late.status, await late.text()]).toEqual([412, expect.stringContaining('try again in 90 s')])
    expect(await kept()).toBe(first)
  })
})

describe('a KV that does not take a change', () => {
  it('leaves everything as it was, says so, and the next try works at once', async () => {
    const { fault, CONFIG } = faultyConfig()
    const world = await createDesk({ vars: { CONFIG } })
    const { etag, text } = await routesOf(world)
    const change = { body: await siteOf('a'), headers: { 'If-Match': etag } }
    fault.put = () => Promise.reject(new Error('KV PUT failed: 429 Too Many Requests'))
    const failed = await send(world, 'PUT', 'routes', change)
    expect([failed.status, failed.headers.get('Retry-After')]).toEqual([503, '5'])
    expect(await failed.text()).toContain('nothing was changed')
    expect(await kept()).toBe(text)
    expect((await auditOf(world)).map(({ outcome }) => outcome)).toEqual(['failed'])
    expect(logs()).toContain('429 Too Many Requests')
    fault.put = () => Promise.resolve()
    expect((await send(world, 'PUT', 'routes', change)).status).toBe(200)
    expect((await auditOf(world)).map(({ outcome }) => outcome)).toEqual(['done', 'failed'])
  })
})

describe('a D1 that fails', () => {
  const forced = { body: { upstream: 'ghcr', force: true } }

  // Call 0 begins a change, call 1 ends it.
  it.each(['before', 'within'] as const)('%s a change is noted changes nothing', async (where) => {
    const { db, hasFailed } = failing(env.DB, { call: 0, where })
    const world = await createDesk({ vars: { DB: db } })
    const answer = await send(world, 'PUT', 'upstream', forced)
    expect([hasFailed(), answer.status, await env.CONFIG.get('upstream')]).toEqual([true, 503, null])
    expect(await auditOf(world)).toEqual([])
  })

  it('after it was noted leaves it noted as begun, and after half a minute the next one is taken', async () => {
    const { db } = failing(env.DB, { call: 0, where: 'after' })
    const world = await createDesk({ vars: { DB: db } })
    expect((await send(world, 'PUT', 'upstream', forced)).status).toBe(503)
    expect((await auditOf(world)).map(({ outcome }) => outcome)).toEqual(['begun'])
    expect((await send(world, 'PUT', 'upstream', forced)).status).toBe(409)
    pass(31)
    expect((await send(world, 'PUT', 'upstream', forced)).status).toBe(200)
    expect((await auditOf(world)).map(({ outcome }) => outcome)).toEqual(['done', 'begun'])
  })

  it('when a change is made already does not say otherwise', async () => {
    const { db, hasFailed } = failing(env.DB, { call: 1, where: 'before' })
    const world = await createDesk({ vars: { DB: db } })
    const answer = await send(world, 'PUT', 'upstream', forced)
    expect([hasFailed(), answer.status, await env.CONFIG.get('upstream')]).toEqual([true, 200, 'ghcr'])
    expect((await auditOf(world)).map(({ outcome }) => outcome)).toEqual(['begun'])
    expect(logs()).toContain('a change stays noted as begun')
  })

  it('and a KV that fails with it leave what heals by itself', async () => {
    const { fault, CONFIG } = faultyConfig()
    const { db } = failing(env.DB, { call: 1, where: 'before' })
    const world = await createDesk({ vars: { CONFIG, DB: db } })
    const { etag, text } = await routesOf(world)
    const change = { body: await siteOf('a'), headers: { 'If-Match': etag } }
    fault.put = () => Promise.reject(new Error('no'))
    expect((await send(world, 'PUT', 'routes', change)).status).toBe(503)
    fault.put = () => Promise.resolve()
    expect((await send(world, 'PUT', 'routes', change)).status).toBe(412)
    expect(await kept()).toBe(text)
    pass(91)
    expect((await send(world, 'PUT', 'routes', change)).status).toBe(200)
  })
})
