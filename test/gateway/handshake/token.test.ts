import { env } from 'cloudflare:workers'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { answering, restoreAll } from '../scene.ts'
import { type World, errorOf } from '../world.ts'
import * as scene from './scene.ts'
import {
  ANN,
  NAME,
  PUBLIC_NAME,
  TAG,
  WRONG,
  askToken,
  bearer,
  postToken,
  scopeOf,
  tokenFor,
} from './scene.ts'

let world: World

beforeEach(async () => {
  world = await scene.createTokenWorld()
  vi.spyOn(console, 'error').mockReturnValue()
})
afterEach(restoreAll)

const json = async (response: Promise<Response>) => (await response).json<scene.Token>()
/** The queries that token endpoints got since the last call. */
const queries = (name = 'quay') => {
  const { requests } = world.registries[name]?.requests() ?? { requests: [] }
  world.registries[name]?.resetRequests()
  return requests
    .filter(({ kind }) => kind === 'token')
    .map(({ query }) => new URLSearchParams(query).getAll('scope').join(' '))
}

describe('a request without a token', () => {
  const digest = `sha256:${'a'.repeat(64)}`
  it.each([
    ['GET', '/v2/', null],
    ['GET', '/v2', null],
    ['GET', TAG, NAME],
    ['HEAD', TAG, NAME],
    ['GET', `/v2/${NAME}/manifests/${digest}`, NAME],
    ['GET', `/v2/jetstack/${NAME}/manifests/v1.19.0`, `jetstack/${NAME}`],
    ['GET', `/v2/${NAME}/blobs/${digest}`, NAME],
    ['HEAD', `/v2/${NAME}/blobs/${digest}`, NAME],
    ['GET', `/v2/${NAME}/tags/list`, NAME],
    ['GET', `/v2/${NAME}/referrers/${digest}`, NAME],
    ['GET', '/v2/not-published/manifests/latest', 'not-published'],
  ])('%s %s is told where tokens come from', async (method, path, name) => {
    const response = await world.ask(path, { method })
    expect(response.status).toBe(401)
    const { origin } = world
    const scope = name === null ? '' : `,scope="repository:${name}:pull"`
    expect(scene.challengeOf(response)).toBe(
      `Bearer realm="${origin}/token",service="${new URL(origin).host}"${scope}`,
    )
    expect(response.headers.get('Docker-Distribution-API-Version')).toBe('registry/2.0')
    expect(world.seen()).toEqual([])
  })

  it('says a sentence to whoever has no registry client', async () => {
    const { code, message } = await errorOf(await world.ask(TAG))
    expect([code, message]).toEqual(['UNAUTHORIZED', expect.stringContaining('docker login downloads-')])
  })
})

describe('/token', () => {
  it('answers what every client reads', async () => {
    const response = await askToken(world.ask, scopeOf(NAME), ANN)
    expect(response.status).toBe(200)
    expect(response.headers.get('Cache-Control')).toBe('no-store')
    const { token, ...rest } = await response.json<scene.Token>()
    expect(rest).toEqual({ access_token: token, expires_in: 300 })
    expect((await world.ask('/v2/', { headers: bearer(token) })).status).toBe(200)
  })

  it.each([
    [scopeOf(NAME), [`repository:jetstack/${NAME}:pull`]],
    [scopeOf(`jetstack/${NAME}`, NAME), [`repository:jetstack/${NAME}:pull`]],
    [
      scopeOf(NAME, PUBLIC_NAME),
      [`repository:jetstack/${NAME}:pull repository:jetstack/${PUBLIC_NAME}:pull`],
    ],
    [
      `scope=repository:${NAME}:pull+repository:${PUBLIC_NAME}:pull`,
      [`repository:jetstack/${NAME}:pull repository:jetstack/${PUBLIC_NAME}:pull`],
    ],
    [`scope=repository:${NAME}:pull,push`, [`repository:jetstack/${NAME}:pull`]],
    [`scope=repository:${NAME}:*`, [`repository:jetstack/${NAME}:pull`]],
    [`scope=repository:${NAME}:pull&scope=registry:catalog:*`, [`repository:jetstack/${NAME}:pull`]],
    [scopeOf('not-published', NAME), [`repository:jetstack/${NAME}:pull`]],
    [`scope=repository:${NAME}:push`, ['']],
    [scopeOf('not-published'), ['']],
    ['scope=repository:../../other:pull', ['']],
    ['scope=', ['']],
  ])('maps %s', async (query, asked) => {
    expect((await askToken(world.ask, query, ANN)).status).toBe(200)
    expect(queries()).toEqual(asked)
  })

  it('asks nobody anything for somebody who asks for nothing', async () => {
    for (const query of ['', scopeOf('not-published')]) {
      const { token } = await json(askToken(world.ask, query))
      expect((await world.ask('/v2/', { headers: bearer(token) })).status).toBe(200)
    }
    expect(world.seen()).toEqual([])
  })

  it('gives a token with which a name that is not published is still not known', async () => {
    const token = await tokenFor(world.ask, ANN, 'not-published')
    const response = await scene.read(world.ask, '/v2/not-published/manifests/latest', token)
    expect([response.status, (await errorOf(response)).code]).toEqual([404, 'NAME_UNKNOWN'])
  })

  it.each([
    ['login', ''],
    ['pull', scopeOf(NAME)],
    ['pull of what is not published', scopeOf('not-published')],
  ])('accepts the right password and no other, at a %s', async (_what, query) => {
    expect((await askToken(world.ask, query, ANN)).status).toBe(200)
    const response = await askToken(world.ask, query, WRONG)
    const { code, message } = await errorOf(response)
    expect([response.status, code]).toEqual([401, 'UNAUTHORIZED'])
    expect(message).toMatch(
      /^quay\.example\.com, the registry behind .*log in again with "docker login downloads-/,
    )
  })

  it('takes a password by POST, and shows it to the upstream as Basic', async () => {
    const shown = scene.watchNetwork()
    const form = { grant_type: 'password', username: ANN.user, scope: `repository:${NAME}:pull` }
    const { access_token: token } = await json(postToken(world.ask, { ...form, password: ANN.password }))
    expect((await scene.read(world.ask, TAG, token)).status).toBe(200)
    expect(shown.filter(({ address }) => address.includes('/token'))).toMatchObject([
      { method: 'GET', authorization: scene.basic(ANN).Authorization, body: '' },
    ])
    expect((await postToken(world.ask, { ...form, password: 'guessed-password' })).status).toBe(401)
  })

  it.each([{}, { grant_type: 'authorization_code' }, { grant_type: 'password', username: 'ann' }])(
    'answers a form of %j with 404, after which clients try GET',
    async (form) => {
      expect((await postToken(world.ask, form)).status).toBe(404)
    },
  )

  it.each(['Basic', 'Basic !', `Basic ${btoa('no colon')}`])('refuses %s', async (authorization) => {
    const response = await world.ask('/token', { headers: { Authorization: authorization } })
    expect(response.status).toBe(401)
  })

  it('refuses other methods, and long forms', async () => {
    const response = await world.ask('/token', { method: 'PUT', body: '' })
    expect([response.status, response.headers.get('Allow')]).toEqual([405, 'GET, POST'])
    expect((await postToken(world.ask, { grant_type: 'x'.repeat(70_000) })).status).toBe(404)
  })

  it('is not there in anonymous mode', async () => {
    world = await scene.createTokenWorld({ routes: { auth: 'anonymous' } })
    expect((await askToken(world.ask, scopeOf(NAME), ANN)).status).toBe(404)
    expect(world.seen()).toEqual([])
  })

  it('without a valid document is 503 with what is wrong', async () => {
    await env.CONFIG.put('routes', '{"auth": "basic"}')
    world.restart()
    const response = await askToken(world.ask, scopeOf(NAME))
    expect(response.status).toBe(503)
    expect((await errorOf(response)).message).toContain('auth: must be "anonymous" or "token"')
  })
})

describe('the life of a token', () => {
  const lifeOf = async () => (await json(askToken(world.ask, scopeOf(NAME), ANN))).expires_in

  it.each([
    [{ tokenTtlSeconds: 2 }, 2],
    [{ tokenTtlSeconds: 900 }, 900],
    [{ tokenTtlSeconds: 90_000 }, 3600],
    [{ expiresIn: false }, 60],
    [{ tokenField: 'token' as const }, 300],
    [{ tokenField: 'access_token' as const }, 300],
  ])('with %j is %i s', async (switches, seconds) => {
    world.registries['quay']?.setSwitches(switches)
    expect(await lifeOf()).toBe(seconds)
  })

  it('is what the token itself says, where the registry says nothing, as quay.io', async () => {
    scene.watchNetwork()
    await tokenFor(world.ask, ANN)
    const part = (value: object) => btoa(JSON.stringify(value)).replace(/=+$/, '')
    const token = `${part({ alg: 'RS256' })}.${part({ exp: Date.now() / 1000 + 1800 })}.c2ln`
    const query = `?service=quay.example.com&scope=repository%3Ajetstack%2F${NAME}%3Apull&account=ann`
    answering(world, ['quay', `/token${query}`], () => Response.json({ token }))
    expect(await lifeOf()).toBeOneOf([1799, 1800])
  })

  it('is that of the shortest in it', async () => {
    world = await scene.createTokenWorld({
      upstreams: { quay: { tokenTtlSeconds: 900 }, ghcr: { tokenTtlSeconds: 200 } },
      routes: { repositories: { [NAME]: { only: ['quay'] }, [PUBLIC_NAME]: { only: ['ghcr'] } } },
    })
    const { token, expires_in: seconds } = await json(askToken(world.ask, scopeOf(NAME, PUBLIC_NAME), ANN))
    expect(seconds).toBe(200)
    for (const path of [TAG, scene.PUBLIC_TAG])
      expect((await scene.read(world.ask, path, token)).status).toBe(200)
  })
})
