import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { answering, restoreAll } from '../scene.ts'
import { type World, errorOf } from '../world.ts'
import * as scene from './scene.ts'
import { ANN, NAME, PUBLIC_NAME, TAG, askToken, scopeOf, tokenFor } from './scene.ts'

let world: World

beforeEach(async () => {
  world = await scene.createTokenWorld()
  vi.spyOn(console, 'error').mockReturnValue()
})
afterEach(restoreAll)

describe('a registry that does not do what registries do', () => {
  it.each([
    ['http://quay.example.com/token', 503],
    ['https://evil.example.org/token', 503],
    ['https://169.254.169.254/token', 503],
    ['http://localhost/token', 503],
  ])('is shown no login at the realm %s', async (realm, status) => {
    world = await scene.createTokenWorld({ upstreams: { quay: { realm } } })
    const shown = scene.watchNetwork()
    const response = await askToken(world.ask, scopeOf(NAME), ANN)
    expect(response.status).toBe(status)
    expect((await errorOf(response)).message).toContain('names a token realm that is not on its own domain')
    expect(shown.map(({ address, authorization }) => [address, authorization])).toEqual([
      ['https://quay.example.com/v2/', ''],
    ])
  })

  it('may have its realm elsewhere if the document says so, as GitLab has', async () => {
    const realm = 'https://accounts.example.net/jwt/auth'
    world = await scene.createTokenWorld({
      upstreams: { quay: { realm } },
      upstream: { realms: ['https://accounts.example.net'] },
    })
    const network = vi.mocked(fetch).getMockImplementation()
    vi.mocked(fetch).mockImplementation((input, init) => {
      const request = new Request(input, init)
      const moved = request.url.replace(realm, 'https://quay.example.com/token')
      return network?.(new Request(moved, request)) ?? Promise.reject(new Error('no network'))
    })
    const token = await tokenFor(world.ask, ANN)
    expect((await scene.read(world.ask, TAG, token)).status).toBe(200)
  })

  it('is not followed from its realm to anywhere', async () => {
    const shown = scene.watchNetwork()
    const path = `/token?service=quay.example.com&account=ann`
    const headers = { Location: 'https://evil.example.org/' }
    answering(world, ['quay', path], () => new Response(null, { status: 307, headers }))
    const response = await askToken(world.ask, '', ANN)
    expect(response.status).toBe(503)
    expect((await errorOf(response)).message).toBe('upstream quay answered the token request with status 307')
    expect(shown.map(({ address }) => address)).toEqual(['https://quay.example.com/v2/'])
  })

  it.each([
    ['500', 503, /status 500/],
    ['html', 503, /without a token/],
    ['hang', 503, /did not answer within/],
    ['refuse', 503, /cannot be reached/],
    ['429', 429, /status 429/],
  ] as const)('is named when its realm fails: %s', async (as, status, message) => {
    world.registries['quay']?.setSwitches({ failures: [{ on: ['token'], as }] })
    const response = await askToken(world.ask, scopeOf(NAME), ANN)
    expect(response.status).toBe(status)
    expect((await errorOf(response)).message).toMatch(message)
  })

  it('passes Retry-After on', async () => {
    world.registries['quay']?.setSwitches({ failures: [{ on: ['token'], as: '429', retryAfterSeconds: 7 }] })
    expect((await askToken(world.ask, scopeOf(NAME))).headers.get('Retry-After')).toBe('7')
  })

  it('keeps nobody from what another one gives', async () => {
    world = await scene.createTokenWorld({
      upstreams: { quay: {}, ghcr: { failures: [{ on: ['ping'], as: '500' }] } },
      routes: { repositories: { [NAME]: { only: ['quay'] }, [PUBLIC_NAME]: { only: ['ghcr'] } } },
    })
    const token = await tokenFor(world.ask, ANN, NAME, PUBLIC_NAME)
    expect((await scene.read(world.ask, TAG, token)).status).toBe(200)
    expect((await scene.read(world.ask, scene.PUBLIC_TAG, token)).status).toBe(401)
  })
})
