import { afterEach, describe, expect, it, vi } from 'vitest'
import type { SwitchesPatch } from '../registry/switches.ts'
import { createWorld, errorOf } from './world.ts'

const TAG = '/v2/cert-manager-controller/manifests/v1.19.0'
const HANDSHAKE = ['quay manifest 401', 'quay token 200', 'quay manifest 200']

afterEach(() => {
  vi.useRealTimers()
  vi.restoreAllMocks()
})

const before = (switches: SwitchesPatch, upstream = {}, vars = {}) =>
  createWorld({ upstreams: { quay: { auth: 'token', ...switches } }, upstream, vars })

describe('the token for an upstream', () => {
  it.each([
    ['token', { tokenField: 'token' }],
    ['access_token', { tokenField: 'access_token' }],
    ['no lifetime', { expiresIn: false }],
  ] satisfies [string, SwitchesPatch][])(
    'is taken from an answer with %s, and kept',
    async (_what, switches) => {
      const world = await before(switches)
      await world.ask(TAG)
      expect(world.seen()).toEqual(HANDSHAKE)
      await world.ask(TAG)
      expect(world.seen()).toEqual(['quay manifest 200'])
    },
  )

  it('is one per repository', async () => {
    const world = await before({})
    await world.ask(TAG)
    world.seen()
    expect((await world.ask('/v2/cert-manager-webhook/manifests/v1.19.0')).status).toBe(200)
    expect(world.seen()).toEqual(HANDSHAKE)
  })

  it('is fetched once for requests at the same time', async () => {
    const world = await before({ latencyMs: 20 })
    const answers = await Promise.all([1, 2, 3, 4].map(() => world.ask(TAG)))
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200])
    expect(world.seen().filter((line) => line === 'quay token 200')).toHaveLength(1)
  })

  it('is renewed before it runs out', async () => {
    vi.useFakeTimers({ toFake: ['Date'] })
    const world = await before({ tokenTtlSeconds: 60 })
    await world.ask(TAG)
    world.seen()
    vi.setSystemTime(Date.now() + 51_000)
    await world.ask(TAG)
    expect(world.seen()).toEqual(['quay token 200', 'quay manifest 200'])
  })

  it.each([401, 400] as const)(
    'is fetched anew, once, when the upstream refuses it with %i',
    async (status) => {
      vi.useFakeTimers({ toFake: ['Date'] })
      // Without a lifetime in the answer the gateway counts on 60 s, and this registry forgets after 5.
      const world = await before({ tokenTtlSeconds: 5, expiresIn: false, expiredTokenStatus: status })
      await world.ask(TAG)
      world.seen()
      vi.setSystemTime(Date.now() + 6_000)
      expect((await world.ask(TAG)).status).toBe(200)
      expect(world.seen()).toEqual([`quay manifest ${status}`, 'quay token 200', 'quay manifest 200'])
    },
  )

  it.each([
    'http://quay.example.com/token',
    'https://evil.example.org/token',
    'https://169.254.169.254/token',
    'http://localhost/token',
    'not an address',
  ])('is not asked of the realm %s', async (realm) => {
    const world = await before({ realm })
    const response = await world.ask(TAG)
    expect(response.status).toBe(503)
    expect((await errorOf(response)).message).toContain(
      'upstream quay names a token realm that is not on its own domain',
    )
    expect(world.seen()).toEqual(['quay manifest 401'])
  })

  it.each([
    ['500', 503],
    ['html', 503],
    ['hang', 503],
    ['refuse', 503],
    ['429', 429],
  ] as const)('that cannot be had for %s is a clear error', async (as, status) => {
    const world = await before({ failures: [{ on: ['token'], as }] })
    const response = await world.ask(TAG)
    expect(response.status).toBe(status)
    expect((await errorOf(response)).message).toMatch(/^upstream quay/)
  })

  it('is asked with the account that the upstream’s secret holds, and only there', async () => {
    const world = await before(
      { users: { robot: 'secret' }, privateRepositories: ['jetstack/cert-manager-controller'] },
      { credentials: 'QUAY_LOGIN' },
      { QUAY_LOGIN: 'robot:secret' },
    )
    expect((await world.ask(TAG)).status).toBe(200)
    const sent = world.registries['quay']
      ?.requests()
      .requests.map(({ kind, authorization }) => [kind, authorization])
    expect(sent).toEqual([
      ['manifest', 'none'],
      ['token', 'basic'],
      ['manifest', 'bearer'],
    ])
  })
})
