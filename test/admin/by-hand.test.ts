// A change by hand just after one through the API, which nothing tells from KV's delay: both upstreams may be serving.
import { env } from 'cloudflare:workers'
import { afterEach, beforeEach, expect, it, describe, vi } from 'vitest'
import { answering, stopClock } from '../gateway/scene.ts'
import type { World } from '../gateway/world.ts'
import { incidentsOf } from '../monitor/scene.ts'
import { type Json, auditOf, createPulled, documentWith, routesOf, send, watchLogs } from './desk.ts'

beforeEach(() => {
  watchLogs()
})
afterEach(() => {
  vi.useRealTimers()
  vi.restoreAllMocks()
})

const MISSING = '/v2/jetstack/cert-manager-controller/manifests/v1.18.2'
const lose = (world: World, name: string) =>
  answering(world, [name, MISSING], () => Response.json({ errors: [] }, { status: 404 }))

/** With the API to ghcr, and by hand to another one. */
async function switchTwice(world: World, byHand = 'quay'): Promise<void> {
  const body = { upstream: 'ghcr', force: true }
  expect((await send(world, 'PUT', 'upstream', { body })).status).toBe(200)
  await env.CONFIG.put('upstream', byHand)
}

describe('a change by hand just after one through the API', () => {
  it('has a third upstream compared with both, with no more requests than for one', async () => {
    const world = await createPulled({ upstreams: { quay: {}, ghcr: {}, third: {} } })
    const look = async () => {
      await switchTwice(world)
      const response = await send(world, 'PUT', 'upstream', { body: { upstream: 'third' } })
      return { status: response.status, ...(await response.json<{ verification: Json }>()) }
    }
    expect((await look()).status).toBe(200)
    const each = /^third compared with quay: .+, all there .+; third compared with ghcr: .+, all there/
    const detail = expect.stringMatching(each) as string
    expect((await auditOf(world))[0]).toMatchObject({ before: 'quay or ghcr', detail })
    lose(world, 'quay')
    lose(world, 'third')
    const { status, verification } = await look()
    expect([status, verification]).toMatchObject([409, { ok: false, from: 'ghcr', to: 'third' }])
    expect(Number(verification['requests_max'])).toBeLessThan(env.VERIFY_REQUESTS_MAX)
  })

  it('that says the same, however it is written, leaves nothing to compare', async () => {
    const world = await createPulled()
    await switchTwice(world, 'ghcr\n')
    const response = await send(world, 'PUT', 'upstream', { body: { upstream: 'ghcr' } })
    expect(await response.json()).toMatchObject({ before: 'ghcr', verification: null })
  })

  it('keeps a document from moving either of the two', async () => {
    const world = await createPulled()
    await switchTwice(world)
    const headers = { 'If-Match': (await routesOf(world)).etag }
    const { upstreams } = JSON.parse(await documentWith({})) as { upstreams: object }
    for (const name of ['quay', 'ghcr']) {
      const moved = { ...upstreams, [name]: { registry: 'https://elsewhere.example.com' } }
      const body = await documentWith({ upstreams: moved })
      expect((await send(world, 'PUT', 'routes', { body, headers })).status).toBe(409)
    }
    const body = await documentWith({ sites: {} })
    expect((await send(world, 'PUT', 'routes', { body, headers })).status).toBe(200)
  })

  it('is an incident once KV can no longer be showing what was before', async () => {
    const pass = stopClock()
    const world = await createPulled()
    await world.cron('* * * * *')
    await switchTwice(world)
    const switches = async () => {
      pass(60)
      await world.cron('* * * * *')
      return (await incidentsOf(world)).map(({ from, to }) => `${from} ${to ?? ''}`)
    }
    expect(await switches()).toEqual(['quay ghcr'])
    expect(await switches()).toEqual(['ghcr quay', 'quay ghcr'])
  })
})
