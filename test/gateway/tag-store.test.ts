// What a tag resolves to: fresh for a short time, good enough for a day, by what the client accepts, and never a guess.
import { env } from 'cloudflare:workers'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { DOCKER_LIST, DOCKER_MANIFEST, OCI_INDEX, OCI_MANIFEST } from '../../src/oci/media-type.ts'
import {
  EMPTY_KV,
  NAME,
  TAG,
  answering,
  breakDown,
  imageOf,
  repair,
  restoreAll,
  stopClock,
  withEdgeCache,
  withoutEdgeCache,
} from './scene.ts'
import { createWorld, errorOf } from './world.ts'

afterEach(restoreAll)

const HOUR = 3600
const FRESH = { TAG_TTL_SECONDS: 60 }
const createOne = (vars: Record<string, unknown> = {}) => createWorld({ upstreams: { quay: {} }, vars })

describe('a tag', () => {
  it('is fresh for its time, and then asked for anew', async () => {
    const pass = stopClock()
    const world = await createOne(FRESH)
    await world.ask(TAG)
    pass(59)
    await world.ask(TAG, { method: 'HEAD' })
    expect(world.seen()).toEqual(['quay manifest 200'])
    pass(2)
    await world.ask(TAG)
    expect(world.seen()).toEqual(['quay manifest 200'])
  })

  it('that is fresh in the data centre is so for a new isolate', async () => {
    const world = await createOne({ ...FRESH, MANIFESTS: EMPTY_KV })
    await world.ask(TAG)
    world.restart()
    world.seen()
    const response = await world.ask(TAG)
    expect([response.status, response.headers.get('Warning')]).toEqual([200, null])
    expect(world.seen()).toEqual([])
  })

  it.each([
    ['the edge cache', { MANIFESTS: EMPTY_KV }, withEdgeCache],
    ['KV', {}, withoutEdgeCache],
  ])(
    'is had from %s alone by an isolate that knows nothing, with a warning',
    async (_which, vars, arrange) => {
      const world = await createOne(vars)
      arrange()
      await world.ask(TAG)
      breakDown(world, 'quay', { as: 'refuse' })
      world.restart()
      const response = await world.ask(TAG)
      expect([response.status, response.headers.get('Docker-Content-Digest')]).toEqual([
        200,
        imageOf(world).index,
      ])
      expect(response.headers.get('Warning')).toMatch(/^299 - "[^"]+"$/)
    },
  )

  it('is served for a day after an upstream last confirmed it, saying since when, and not longer', async () => {
    const pass = stopClock()
    vi.setSystemTime(Date.UTC(2026, 10, 1, 12, 30))
    const world = await createOne()
    await world.ask(TAG)
    breakDown(world, 'quay', { as: 'refuse' })
    pass(23 * HOUR)
    const old = await world.ask(TAG)
    expect([old.status, old.headers.get('Warning')]).toEqual([
      200,
      '299 - "no registry behind this one answers; this tag is as it was at 2026-11-01 12:30 UTC"',
    ])
    const head = await world.ask(TAG, { method: 'HEAD' })
    expect([head.status, head.headers.get('Warning')]).toEqual([200, old.headers.get('Warning')])
    // The content itself is as good as ever.
    const content = await world.ask(`${NAME}/manifests/${imageOf(world).index}`)
    expect([content.status, content.headers.get('Warning')]).toEqual([200, null])
    pass(2 * HOUR)
    expect((await world.ask(TAG)).status).toBe(503)
    world.restart()
    expect((await world.ask(TAG)).status).toBe(503)
  })

  it('counts its day anew whenever an upstream confirms it', async () => {
    const pass = stopClock()
    const world = await createOne()
    await world.ask(TAG)
    pass(20 * HOUR)
    await world.ask(TAG)
    breakDown(world, 'quay', { as: 'refuse' })
    pass(20 * HOUR)
    expect((await world.ask(TAG)).status).toBe(200)
  })

  it('is fresh again, without a warning, once its upstream is back', async () => {
    const world = await createOne()
    await world.ask(TAG)
    breakDown(world, 'quay', { as: '500' })
    expect((await world.ask(TAG)).headers.has('Warning')).toBe(true)
    repair(world, 'quay')
    expect((await world.ask(TAG)).headers.has('Warning')).toBe(false)
  })

  it('that does not exist any more is not served from what was kept', async () => {
    const world = await createOne()
    expect((await world.ask(TAG)).status).toBe(200)
    const gone = { errors: [{ code: 'MANIFEST_UNKNOWN' }] }
    const path = '/v2/jetstack/cert-manager-controller/manifests/v1.19.0'
    answering(world, ['quay', path], () => Response.json(gone, { status: 404 }))
    expect((await world.ask(TAG)).status).toBe(404)
  })

  it('that is not public any more is not served from what was kept', async () => {
    const world = await createOne()
    expect((await world.ask(TAG)).status).toBe(200)
    const privateRepositories = ['jetstack/cert-manager-controller']
    world.registries['quay']?.setSwitches({ auth: 'token', privateRepositories })
    const response = await world.ask(TAG)
    expect([response.status, (await errorOf(response)).code]).toEqual([404, 'NAME_UNKNOWN'])
  })

  it.each([
    ['is no JSON', 'not JSON'],
    ['names no digest', '{"digest":"latest","at":9e15,"upstream":"quay","wanted":"quay"}'],
    [
      'names what nobody has',
      `{"digest":"sha256:${'0'.repeat(64)}","at":9e15,"upstream":"quay","wanted":"quay"}`,
    ],
  ])('whose record %s is asked for, and an error when nobody answers', async (_what, record) => {
    const world = await createOne(FRESH)
    const key = 'cert-manager-controller:v1.19.0/0123'
    await env.MANIFESTS.put(`tag:${key}`, record)
    const headers = { 'Cache-Control': 'public, max-age=3600' }
    await caches.default.put(`${world.origin}/.tags/${key}`, new Response(record, { headers }))
    breakDown(world, 'quay', { as: 'refuse' })
    expect((await world.ask(TAG)).status).toBe(503)
    repair(world, 'quay')
    expect((await world.ask(TAG)).headers.get('Docker-Content-Digest')).toBe(imageOf(world).index)
    expect(JSON.parse((await env.MANIFESTS.get(`tag:${key}`)) ?? '')).toMatchObject({
      digest: imageOf(world).index,
    })
  })
})

describe('what the client accepts', () => {
  const ACCEPTS: [string, string, string][] = [
    ['an index', [OCI_INDEX, OCI_MANIFEST, DOCKER_LIST, DOCKER_MANIFEST].join(', '), OCI_INDEX],
    ['images only', [DOCKER_MANIFEST, OCI_MANIFEST].join(', '), OCI_MANIFEST],
    ['an index, by one header in another order', [OCI_MANIFEST, OCI_INDEX].join(','), OCI_INDEX],
    ['no index, in so many words', `${OCI_MANIFEST}, ${OCI_INDEX};q=0`, OCI_MANIFEST],
    ['anything', '*/*', OCI_INDEX],
  ]

  it.each([
    ['the Cache API', withEdgeCache],
    ['no Cache API', withoutEdgeCache],
  ])('decides, fresh, in a new isolate and stale alike, with %s', async (_which, arrange) => {
    const pass = stopClock()
    const world = await createOne(FRESH)
    arrange()
    const answers = async (): Promise<(string | null)[]> => {
      const types: (string | null)[] = []
      for (const [, Accept] of ACCEPTS) {
        types.push((await world.ask(TAG, { headers: { Accept } })).headers.get('Content-Type'))
      }
      return types
    }
    const expected = ACCEPTS.map(([, , type]) => type)
    expect(await answers()).toEqual(expected)
    expect(await answers()).toEqual(expected)
    world.restart()
    expect(await answers()).toEqual(expected)
    pass(HOUR)
    breakDown(world, 'quay', { as: 'refuse' })
    expect(await answers()).toEqual(expected)
    world.restart()
    expect(await answers()).toEqual(expected)
  })

  it('is not answered with what somebody else accepts, not even when nobody answers', async () => {
    const world = await createOne()
    expect((await world.ask(TAG)).headers.get('Content-Type')).toBe(OCI_INDEX)
    breakDown(world, 'quay', { as: 'refuse' })
    expect((await world.ask(TAG, { headers: { Accept: OCI_MANIFEST } })).status).toBe(503)
  })
})

describe('“no such manifest”', () => {
  const UNKNOWN = `${NAME}/manifests/v0.0.0`

  it.each([
    ['tag', UNKNOWN],
    ['digest', `${NAME}/manifests/sha256:${'0'.repeat(64)}`],
  ])('by %s is believed for 10 s', async (_which, path) => {
    const pass = stopClock()
    const world = await createOne()
    const ask = async () => {
      const response = await world.ask(path)
      return [response.status, (await errorOf(response)).code]
    }
    expect(await ask()).toEqual([404, 'MANIFEST_UNKNOWN'])
    expect(world.seen()).toEqual(['quay manifest 404'])
    pass(9.9)
    expect(await ask()).toEqual([404, 'MANIFEST_UNKNOWN'])
    expect(world.seen()).toEqual([])
    pass(0.2)
    expect(await ask()).toEqual([404, 'MANIFEST_UNKNOWN'])
    expect(world.seen()).toEqual(['quay manifest 404'])
  })

  it('is not believed of another tag, another repository, or after a switch', async () => {
    const world = await createWorld({ upstreams: { quay: {}, ghcr: {} } })
    await world.ask(UNKNOWN)
    world.seen()
    await world.ask(`${NAME}/manifests/v0.0.1`)
    await world.ask('/v2/cert-manager-webhook/manifests/v0.0.0')
    expect(world.seen()).toEqual(['quay manifest 404', 'quay manifest 404'])
    await env.CONFIG.put('upstream', 'ghcr')
    await world.ask(UNKNOWN)
    expect(world.seen()).toEqual(['ghcr manifest 404'])
  })

  it('does not outlive a failure: an error is not remembered', async () => {
    const world = await createOne()
    breakDown(world, 'quay', { as: '500' })
    expect((await world.ask(TAG)).status).toBe(503)
    repair(world, 'quay')
    expect((await world.ask(TAG)).status).toBe(200)
  })
})
