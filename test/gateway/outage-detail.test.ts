// What went wrong once while an upstream failed, and must not again.
import { env } from 'cloudflare:workers'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import * as z from 'zod'
import { createBreaker } from '../../src/gateway/breaker.ts'
import { RegistryError } from '../../src/oci/error.ts'
import { OCI_INDEX, OCI_MANIFEST } from '../../src/oci/media-type.ts'
import { choose, createWatched, everyMinute, incidentsOf, statesOf } from '../monitor/scene.ts'
import {
  NAME,
  TAG,
  answering,
  breakDown,
  byBlob,
  byDigest,
  countingPuts,
  imageOf,
  restoreAll,
  stopClock,
  storeKey,
} from './scene.ts'
import { createWorld } from './world.ts'

let pass: (seconds: number) => void
beforeEach(() => {
  vi.spyOn(console, 'error').mockReturnValue()
  pass = stopClock()
})
afterEach(restoreAll)

const TAGS = `${NAME}/tags/list`

describe('the breaker', () => {
  const createTwo = () => createWorld({ upstreams: { quay: {}, ghcr: {} }, upstream: { blobs: 'direct' } })

  it('is not closed by a direct blob, for which nobody was asked', async () => {
    const world = await createTwo()
    breakDown(world, 'quay', { as: '503' })
    for (let count = 0; count < 3; count++) {
      await world.ask(TAGS)
      await world.ask(byBlob(world))
    }
    const blob = await world.ask(byBlob(world))
    expect(new URL(blob.headers.get('Location') ?? '').host).toBe('ghcr.example.com')
  })

  it('is not closed by a blob’s length that a manifest told', async () => {
    const world = await createTwo()
    await world.ask(byDigest(world))
    breakDown(world, 'quay', { as: '503' })
    for (let count = 0; count < 3; count++) {
      await world.ask(TAGS)
      await world.ask(byBlob(world), { method: 'HEAD' })
    }
    world.seen()
    await world.ask(TAGS)
    expect(world.seen()).toEqual(['ghcr tags 200'])
  })

  it('does not forget a Retry-After for the success of a request that was sent before it', () => {
    const breaker = createBreaker()
    breaker.failed('quay', new RegistryError('TOOMANYREQUESTS', { headers: { 'Retry-After': '30' } }))
    breaker.succeeded('quay')
    expect(breaker.stateOf('quay')).toBe('asked')
  })
})

describe('Retry-After', () => {
  it('of a 503 is respected like that of a 429', async () => {
    const world = await createWorld({ upstreams: { quay: {}, ghcr: {} } })
    breakDown(world, 'quay', { as: '503', retryAfterSeconds: 30 })
    await world.ask(TAGS)
    world.seen()
    pass(20)
    await world.ask(TAGS)
    expect(world.seen()).toEqual(['ghcr tags 200'])
  })

  it('to the gateway is no reason to refuse a redirect to a direct blob, which asks the upstream nothing', async () => {
    const world = await createWorld({ upstreams: { quay: {} }, upstream: { blobs: 'direct' } })
    breakDown(world, 'quay', { on: ['manifest'], as: '429', retryAfterSeconds: 30 })
    await world.ask(TAG)
    expect((await world.ask(byBlob(world))).status).toBe(307)
  })

  it('tells the client what is left of it', async () => {
    const world = await createWorld({ upstreams: { quay: {} } })
    breakDown(world, 'quay', { as: '429', retryAfterSeconds: 30 })
    await world.ask(TAGS)
    pass(20)
    expect((await world.ask(TAGS)).headers.get('Retry-After')).toBe('10')
  })

  it('to a probe is no invitation to ask again at once', async () => {
    const world = await createWatched()
    breakDown(world, 'quay', { on: ['manifest'], as: '429', retryAfterSeconds: 300 })
    await everyMinute(world)
    expect(world.seen().filter((line) => line === 'quay manifest 429')).toHaveLength(1)
  })
})

describe('the stores', () => {
  it('give the last known answer, also where this isolate remembers an older one', async () => {
    const world = await createWorld({ upstreams: { quay: {} } })
    await world.ask(TAG)
    const key = 'tag:cert-manager-controller:v1.19.0/0123'
    const known = z
      .object({ at: z.number() })
      .loose()
      .parse(JSON.parse((await env.MANIFESTS.get(key)) ?? ''))
    pass(25 * 3600)
    // Another data centre asked two hours ago.
    await env.MANIFESTS.put(key, JSON.stringify({ ...known, at: Date.now() - 2 * 3600 * 1000 }))
    breakDown(world, 'quay', { as: 'refuse' })
    expect((await world.ask(TAG)).status).toBe(200)
  })

  it('are not written anew each time a tag is confirmed: content by digest does not change', async () => {
    const { namespace, keys } = countingPuts(env.MANIFESTS)
    const world = await createWorld({ upstreams: { quay: {} }, vars: { MANIFESTS: namespace } })
    for (let minute = 0; minute < 5; minute++) {
      await world.ask(TAG)
      pass(61)
    }
    expect(keys.filter((key) => key === storeKey(imageOf(world).index))).toHaveLength(1)
  })

  it('are believed of a media type no more than of bytes', async () => {
    const world = await createWorld({ upstreams: { quay: {} } })
    await world.ask(byDigest(world))
    const key = storeKey(imageOf(world).manifest)
    const bytes = (await env.MANIFESTS.get(key, 'arrayBuffer')) ?? ''
    await env.MANIFESTS.put(key, bytes, { metadata: { mediaType: 'text/html' } })
    vi.spyOn(caches.default, 'match').mockResolvedValue(undefined)
    world.restart()
    expect((await world.ask(byDigest(world))).headers.get('Content-Type')).toBe(OCI_MANIFEST)
  })
})

describe('the cron', () => {
  it('writes to KV when the state changes, not when the same outage is described in other words', async () => {
    const { namespace, keys } = countingPuts(env.CONFIG)
    const world = await createWatched({ vars: { CONFIG: namespace } })
    for (const as of ['503', '500', '503', 'refuse'] as const) {
      breakDown(world, 'quay', { as })
      await everyMinute(world)
    }
    expect(keys.filter((key) => key === 'health')).toHaveLength(1)
  })

  it('looks after the upstreams when D1 is down', async () => {
    const broken = () => {
      throw new Error('D1 is down')
    }
    const DB = { prepare: broken, batch: () => Promise.reject(new Error('D1 is down')) }
    const world = await createWorld({ upstreams: { quay: {}, ghcr: {} }, vars: { DB } })
    breakDown(world, 'quay', { as: '503' })
    await everyMinute(world).catch(() => null)
    expect(await statesOf(world)).toEqual({ quay: 'down', ghcr: 'up' })
  })

  it('records a failover when the operator chooses an upstream that is down already', async () => {
    const world = await createWatched()
    breakDown(world, 'ghcr', { as: '503' })
    await everyMinute(world)
    await choose('ghcr')
    pass(60)
    await everyMinute(world)
    const kinds = (await incidentsOf(world)).map(({ kind, from, to }) => `${kind} ${from} ${to ?? ''}`)
    expect(kinds).toContain('failover ghcr quay')
  })
})

describe('an upstream that does not look at Accept', () => {
  it('is no reason to give an index to a client that takes none', async () => {
    const world = await createWorld({ upstreams: { quay: { acceptStrict: false } } })
    const response = await world.ask(TAG, { headers: { Accept: OCI_MANIFEST } })
    expect(response.headers.get('Content-Type')).not.toBe(OCI_INDEX)
  })
})

describe('joined work', () => {
  it('that had to be given up is done once for all who waited for it', async () => {
    const vars = { UPSTREAM_TIMEOUT_MS: 300, TAG_TTL_SECONDS: 60 }
    const world = await createWorld({ upstreams: { quay: {} }, vars })
    const network = vi.mocked(fetch).getMockImplementation()
    const asked = Promise.withResolvers<null>()
    vi.mocked(fetch).mockImplementation(() => {
      asked.resolve(null)
      return new Promise(() => undefined)
    })
    void world.ask(TAG)
    await asked.promise
    if (network !== undefined) vi.mocked(fetch).mockImplementation(network)
    const first = world.ask(TAG)
    // Comes a little later, and so gives up waiting when the first one has its answer already.
    await scheduler.wait(200)
    await Promise.all([first, world.ask(TAG)])
    expect(world.seen()).toEqual(['quay manifest 200'])
  })
})

describe('an upstream behind a broken proxy', () => {
  it.each([404, 400])('that answers all with a page of status %i is failed over', async (status) => {
    const world = await createWorld({ upstreams: { quay: {}, ghcr: {} } })
    const page = () =>
      new Response('<!doctype html>', { status, headers: { 'Content-Type': 'text/html; charset=utf-8' } })
    answering(world, ['quay', '/v2/jetstack/cert-manager-controller/manifests/v1.19.0'], page)
    expect((await world.ask(TAG)).status).toBe(200)
  })
})
