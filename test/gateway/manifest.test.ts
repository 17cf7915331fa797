import { afterEach, describe, expect, it, vi } from 'vitest'
import { digestOf } from '../../src/oci/digest.ts'
import { DOCKER_MANIFEST, OCI_INDEX, OCI_MANIFEST } from '../../src/oci/media-type.ts'
import type { SwitchesPatch } from '../registry/switches.ts'
import { type World, createWorld, errorOf } from './world.ts'

const TAG = '/v2/cert-manager-controller/manifests/v1.19.0'

afterEach(() => vi.restoreAllMocks())

const before = (switches: SwitchesPatch = {}) => createWorld({ upstreams: { quay: switches } })

function imageOf(world: World, repository = 'cert-manager-controller') {
  const images = world.registries['quay']?.content.images ?? []
  const image = images.find((one) => one.repository === `jetstack/${repository}` && one.tag === 'v1.19.0')
  if (image === undefined) throw new Error(`no image of ${repository}`)
  return image
}

describe('GET /v2/<name>/manifests/<reference>', () => {
  it.each([
    ['an upstream that names the digest', {}],
    ['an upstream that does not', { digestHeader: false }],
    ['an upstream that would compress', { gzipManifests: true }],
    ['an upstream that wants a token', { auth: 'token' }],
  ] satisfies [string, SwitchesPatch][])(
    'gives the exact bytes, type, length and digest of %s',
    async (_what, switches) => {
      const world = await before(switches)
      const response = await world.ask(TAG)
      const bytes = await response.arrayBuffer()
      expect(Object.fromEntries(response.headers)).toMatchObject({
        'content-type': OCI_INDEX,
        'content-length': String(bytes.byteLength),
        'docker-content-digest': imageOf(world).index,
        'docker-distribution-api-version': 'registry/2.0',
      })
      expect(await digestOf(bytes)).toBe(imageOf(world).index)
      expect(response.headers.get('Content-Encoding')).toBeNull()
    },
  )

  it('gives an image manifest with its own media type', async () => {
    const world = await before()
    const webhook = await world.ask('/v2/cert-manager-webhook/manifests/v1.19.0')
    expect(webhook.headers.get('Content-Type')).toBe(DOCKER_MANIFEST)
    const child = await world.ask(`/v2/cert-manager-controller/manifests/${imageOf(world).manifest}`)
    expect(child.headers.get('Content-Type')).toBe(OCI_MANIFEST)
  })

  it('passes on which types the client takes: one that takes no index gets an image', async () => {
    const world = await before()
    const response = await world.ask(TAG, { headers: { Accept: `${OCI_MANIFEST}, ${DOCKER_MANIFEST}` } })
    expect(response.headers.get('Content-Type')).toBe(OCI_MANIFEST)
  })

  it('never shows the client’s credentials to the upstream', async () => {
    const world = await before({ auth: 'token' })
    await world.ask(TAG, { headers: { Authorization: 'Bearer of-the-client', Cookie: 'a=b' } })
    expect(world.seen()).toEqual(['quay manifest 401', 'quay token 200', 'quay manifest 200'])
  })
})

describe('HEAD /v2/<name>/manifests/<reference>', () => {
  it('has the headers of GET and no body', async () => {
    const world = await before()
    const get = await world.ask(TAG)
    const head = await world.ask(TAG, { method: 'HEAD' })
    expect(await head.text()).toBe('')
    expect(Object.fromEntries(head.headers)).toEqual(Object.fromEntries(get.headers))
    expect(Number(head.headers.get('Content-Length'))).toBeGreaterThan(0)
  })
})

describe('an upstream that fails', () => {
  const byDigest = (world: World) => `/v2/cert-manager-controller/manifests/${imageOf(world).manifest}`
  const failing = (as: '500' | '503' | '429' | 'html' | 'truncated' | 'wrong-bytes' | 'hang' | 'refuse') =>
    before({ failures: [{ on: ['manifest'], as, retryAfterSeconds: 7 }] })

  it.each([
    [
      '500',
      503,
      'UNAVAILABLE',
      /^upstream quay \(jetstack\/cert-manager-controller\) answered with status 500/,
    ],
    ['503', 503, 'UNAVAILABLE', /answered with status 503/],
    ['429', 429, 'TOOMANYREQUESTS', /limits requests/],
    ['html', 502, 'UNAVAILABLE', /^upstream quay answered with something that is not a manifest|digest/],
    ['truncated', 503, 'UNAVAILABLE', /upstream quay/],
    ['wrong-bytes', 502, 'UNAVAILABLE', /digest/],
    ['hang', 503, 'UNAVAILABLE', /^upstream quay did not answer within 0.3 s$/],
    ['refuse', 503, 'UNAVAILABLE', /^upstream quay cannot be reached$/],
  ] as const)('by %s gives a clear error and never a wrong byte', async (as, status, code, message) => {
    const world = await failing(as)
    for (const path of [TAG, byDigest(world)]) {
      const response = await world.ask(path)
      const error = await errorOf(response)
      expect(error.code).toBe(code)
      expect(error.message).toMatch(message)
      expect([502, 503]).toContain(status === 429 ? 503 : response.status)
      expect((await world.ask(path, { method: 'HEAD' })).status).toBe(response.status)
    }
  })

  it('by 429 passes on when to come back', async () => {
    const response = await (await failing('429')).ask(TAG)
    expect(response.status).toBe(429)
    expect(response.headers.get('Retry-After')).toBe('7')
  })

  it('with 401 for what does not exist is a 404 for the client', async () => {
    const world = await before({ auth: 'token', missing: 401 })
    const response = await world.ask('/v2/cert-manager-controller/manifests/v0.0.0')
    expect([response.status, (await errorOf(response)).code]).toEqual([404, 'NAME_UNKNOWN'])
  })
})

describe('a fault of the gateway itself', () => {
  it('is an OCI error that gives nothing away, and is logged', async () => {
    const world = await before()
    const log = vi.spyOn(console, 'error').mockReturnValue()
    vi.spyOn(crypto.subtle, 'digest').mockRejectedValue(new TypeError('secret detail'))
    const response = await world.ask(TAG)
    expect(response.status).toBe(500)
    expect(await errorOf(response)).toEqual({ code: 'UNKNOWN', message: 'internal error', detail: {} })
    expect(log.mock.calls.join()).toContain('secret detail')
  })
})
