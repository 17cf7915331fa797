import { afterEach, describe, expect, it, vi } from 'vitest'
import type { SwitchesPatch } from '../registry/switches.ts'
import { type World, createWorld, errorOf } from './world.ts'

afterEach(() => {
  vi.useRealTimers()
  vi.restoreAllMocks()
})

const before = (switches: SwitchesPatch, blobs: 'direct' | 'resolve' | 'auto') =>
  createWorld({ upstreams: { quay: switches }, upstream: { blobs } })

function layerOf(world: World): string {
  const image = world.registries['quay']?.content.images.find(({ tag }) => tag === 'v1.19.0')
  return image?.layers[0] ?? ''
}

const blobPath = (world: World) => `/v2/cert-manager-controller/blobs/${layerOf(world)}`
const upstreamBlob = (world: World) =>
  `https://quay.example.com/v2/jetstack/cert-manager-controller/blobs/${layerOf(world)}`

describe('GET /v2/<name>/blobs/<digest>', () => {
  it('redirects to the upstream in direct mode without asking it', async () => {
    const world = await before({}, 'direct')
    const response = await world.ask(blobPath(world))
    expect([response.status, await response.text(), world.seen()]).toEqual([307, '', []])
    expect(Object.fromEntries(response.headers)).toMatchObject({
      location: upstreamBlob(world),
      'cache-control': 'no-store',
      'docker-content-digest': layerOf(world),
      'docker-distribution-api-version': 'registry/2.0',
    })
  })

  it.each([
    ['307 to the content host', { auth: 'token' }],
    [
      '302 with a year of caching',
      { auth: 'token', redirectStatus: 302, redirectCacheControl: 'max-age=31536000' },
    ],
    ['no token at all', {}],
  ] satisfies [string, SwitchesPatch][])(
    'hands out the signed address in resolve mode: %s',
    async (_what, switches) => {
      const world = await before(switches, 'resolve')
      const response = await world.ask(blobPath(world), { headers: { Range: 'bytes=100-' } })
      expect([response.status, await response.text()]).toEqual([307, ''])
      expect(response.headers.get('Location')).toMatch(/^https:\/\/cdn\.quay\.example\.net\//)
      expect(response.headers.get('Cache-Control')).toBe('no-store')
      // What was handed out is good, for somebody who brings no token.
      const content = await fetch(response.headers.get('Location') ?? '')
      expect(content.status).toBe(200)
    },
  )

  it.each([
    ['resolve', ['quay blob 401', 'quay token 200', 'quay blob 307']],
    ['auto', ['quay blob 401', 'quay blob 401', 'quay token 200', 'quay blob 307']],
  ] as const)('asks once for a hundred clients at once, in %s mode', async (mode, asked) => {
    const world = await before({ auth: 'token' }, mode)
    const answers = await Promise.all(Array.from({ length: 100 }, () => world.ask(blobPath(world))))
    expect(new Set(answers.map(({ status, headers }) => `${status} ${headers.get('Location')}`)).size).toBe(1)
    expect(world.seen()).toEqual(asked)
  })

  it('hands out what it knows while the upstream wants to be left alone', async () => {
    const world = await before({}, 'resolve')
    expect((await world.ask(blobPath(world))).status).toBe(307)
    world.registries['quay']?.setSwitches({ failures: [{ on: ['manifest'], as: '429' }] })
    expect((await world.ask('/v2/cert-manager-controller/manifests/v1.19.0')).status).toBe(429)
    expect((await world.ask(blobPath(world))).status).toBe(307)
  })

  it('hands out nothing that it knows while the upstream is seen to fail', async () => {
    const world = await before({}, 'resolve')
    expect((await world.ask(blobPath(world))).status).toBe(307)
    world.registries['quay']?.setSwitches({ failures: [{ on: ['manifest', 'blob'], as: 'refuse' }] })
    expect((await world.ask('/v2/cert-manager-controller/manifests/v1.19.0')).status).toBe(503)
    expect((await world.ask(blobPath(world))).status).toBe(503)
  })

  it('asks again ten seconds later', async () => {
    vi.useFakeTimers({ toFake: ['Date'] })
    const world = await before({}, 'resolve')
    await world.ask(blobPath(world))
    expect(world.seen()).toEqual(['quay blob 307'])
    vi.setSystemTime(Date.now() + 9_000)
    await world.ask(blobPath(world))
    expect(world.seen()).toEqual([])
    vi.setSystemTime(Date.now() + 2_000)
    await world.ask(blobPath(world))
    expect(world.seen()).toEqual(['quay blob 307'])
  })

  it('makes a relative address absolute', async () => {
    const world = await before({ auth: 'token', location: 'relative' }, 'resolve')
    const response = await world.ask(blobPath(world))
    expect(response.headers.get('Location')).toMatch(/^https:\/\/quay\.example\.com\//)
  })

  it('says plainly that resolve cannot work with an upstream that sends the bytes', async () => {
    const world = await before({ blobs: 'bytes' }, 'resolve')
    const response = await world.ask(blobPath(world))
    expect(response.status).toBe(501)
    expect((await errorOf(response)).message).toContain('Set "direct"')
  })

  it.each([
    ['that redirects anybody', { auth: 'token', blobsNeedToken: false }, 'quay.example.com'],
    ['that sends anybody the bytes', { blobs: 'bytes' }, 'quay.example.com'],
    ['that wants a token', { auth: 'token' }, 'cdn.quay.example.net'],
  ] as const)('learns in auto mode what an upstream %s needs, once', async (_what, switches, host) => {
    const world = await before(switches, 'auto')
    const hostOf = async () => {
      const response = await world.ask(blobPath(world))
      expect(response.status).toBe(307)
      return new URL(response.headers.get('Location') ?? '').host
    }
    expect(await hostOf()).toBe(host)
    world.seen()
    expect(await hostOf()).toBe(host)
    expect(world.seen()).toEqual([])
    // Another isolate finds it in KV; a token and a signed address it has to get for itself.
    world.restart()
    expect(await hostOf()).toBe(host)
    expect(world.seen()).toEqual(
      host === 'quay.example.com' ? [] : ['quay blob 401', 'quay token 200', 'quay blob 307'],
    )
  })

  it('learns nothing in auto mode from a blob that is not there', async () => {
    const world = await before({ auth: 'token', blobsNeedToken: false, missing: 401 }, 'auto')
    const missing = await world.ask(`/v2/cert-manager-controller/blobs/sha256:${'0'.repeat(64)}`)
    expect(missing.status).toBe(404)
    const response = await world.ask(blobPath(world))
    expect(response.headers.get('Location')).toBe(upstreamBlob(world))
  })

  it.each(['resolve', 'auto'] as const)(
    'answers BLOB_UNKNOWN in %s mode for a blob that is not there',
    async (mode) => {
      const world = await before({}, mode)
      const response = await world.ask(`/v2/cert-manager-controller/blobs/sha256:${'0'.repeat(64)}`)
      expect([response.status, (await errorOf(response)).code]).toEqual([404, 'BLOB_UNKNOWN'])
    },
  )

  it.each([
    'http://10.0.0.1/x',
    'https://10.0.0.1/x',
    'https://[fd00::1]/x',
    'http://cdn.example.net/x',
    'file:///x',
    '',
  ])('does not hand out %j', async (location) => {
    const world = await before({}, 'resolve')
    vi.mocked(fetch).mockResolvedValueOnce(
      new Response(null, { status: 307, headers: { Location: location } }),
    )
    const response = await world.ask(blobPath(world))
    expect([response.status, response.headers.get('Location')]).toEqual([502, null])
  })

  it.each(['500', 'hang', 'refuse', 'html'] as const)(
    'is a clear error when the upstream fails by %s',
    async (as) => {
      const world = await before({ failures: [{ on: ['blob'], as }] }, 'resolve')
      const response = await world.ask(blobPath(world))
      expect([501, 503]).toContain(response.status)
      expect((await errorOf(response)).message).toMatch(/^upstream quay/)
    },
  )
})

describe('HEAD /v2/<name>/blobs/<digest>', () => {
  it.each([
    ['answers itself', {}],
    ['wants a token', { auth: 'token' }],
    ['redirects HEAD to an address signed for GET', { blobHead: 'redirect' }],
    ['redirects HEAD and wants a token', { blobHead: 'redirect', auth: 'token' }],
  ] satisfies [string, SwitchesPatch][])(
    'answers with the length, no redirect: upstream %s',
    async (_what, switches) => {
      const world = await before(switches, 'auto')
      const response = await world.ask(blobPath(world), { method: 'HEAD' })
      const repository = world.registries['quay']?.content.repositories.find(({ name }) =>
        name.endsWith('controller'),
      )
      const size = repository?.blobs.find(({ digest }) => digest === layerOf(world))?.size
      expect([response.status, response.headers.get('Content-Length')]).toEqual([200, String(size)])
      expect(response.headers.get('Docker-Content-Digest')).toBe(layerOf(world))
    },
  )

  it('asks nobody once a manifest has told the size', async () => {
    const world = await before({}, 'direct')
    const image = world.registries['quay']?.content.images.find(({ tag }) => tag === 'v1.19.0')
    await world.ask(`/v2/cert-manager-controller/manifests/${image?.manifest ?? ''}`)
    world.seen()
    expect((await world.ask(blobPath(world), { method: 'HEAD' })).status).toBe(200)
    expect(world.seen()).toEqual([])
  })

  it('answers 404 for a blob that is not there', async () => {
    const world = await before({}, 'direct')
    const path = `/v2/cert-manager-controller/blobs/sha256:${'0'.repeat(64)}`
    expect((await world.ask(path, { method: 'HEAD' })).status).toBe(404)
  })
})
