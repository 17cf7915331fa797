// What a client holds goes to the upstream that gave it, on the gateway that sealed it, while it lasts, and nowhere else.
import { env } from 'cloudflare:workers'
import { EncryptJWT } from 'jose'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { answering, imageOf, restoreAll, stopClock } from '../scene.ts'
import { type World, errorOf } from '../world.ts'
import * as scene from './scene.ts'
import { ANN, NAME, TAG, askToken, postToken, read, scopeOf, tokenFor } from './scene.ts'

let world: World

beforeEach(async () => {
  vi.spyOn(console, 'error').mockReturnValue()
  world = await scene.createTokenWorld({ upstreams: { quay: {}, ghcr: {} } })
})
afterEach(restoreAll)

const switchTo = (name: string) => env.CONFIG.put('upstream', name)

/** 401 with which the client asks for another token; nobody was asked. */
async function expectInvalid(response: Response, name = NAME): Promise<void> {
  expect(response.status).toBe(401)
  const challenge = scene.challengeOf(response)
  expect(challenge).toContain(`scope="repository:${name}:pull",error="invalid_token"`)
  expect(world.seen()).toEqual([])
  if (response.body !== null) expect((await errorOf(response)).message).toContain('Pull again')
}

describe('a token, after the upstream was switched', () => {
  const paths = [TAG, `/v2/${NAME}/tags/list`, `/v2/${NAME}/referrers/sha256:${'a'.repeat(64)}`]
  it.each([...paths.map((path) => ['GET', path]), ['HEAD', TAG]])('%s %s', async (method, path) => {
    const token = await tokenFor(world.ask, ANN)
    world.seen()
    await switchTo('ghcr')
    await expectInvalid(await read(world.ask, path, token, method))
  })

  it('opens neither manifests nor blobs by digest, and another one does', async () => {
    const { index, layer } = imageOf(world)
    const digests = [`/v2/${NAME}/manifests/${index}`, `/v2/${NAME}/blobs/${layer}`]
    const token = await tokenFor(world.ask, ANN)
    for (const path of digests) expect((await read(world.ask, path, token)).status).toBeOneOf([200, 307])
    world.seen()
    await switchTo('ghcr')
    for (const path of digests)
      for (const method of ['GET', 'HEAD']) await expectInvalid(await read(world.ask, path, token, method))
    const next = await tokenFor(world.ask, ANN)
    for (const path of digests) expect((await read(world.ask, path, next)).status).toBeOneOf([200, 307])
    expect(world.seen().filter((line) => !line.startsWith('ghcr'))).toEqual([])
  })

  it('is good again when it is switched back', async () => {
    const token = await tokenFor(world.ask, ANN)
    await switchTo('ghcr')
    expect((await read(world.ask, TAG, token)).status).toBe(401)
    await switchTo('quay')
    expect((await read(world.ask, TAG, token)).status).toBe(200)
  })
})

describe('a token', () => {
  it('is not shown to another upstream on failover', async () => {
    const token = await tokenFor(world.ask, ANN)
    world.seen()
    for (const as of ['refuse', '500', '429', 'hang', 'html'] as const) {
      world.registries['quay']?.setSwitches({ failures: [{ on: ['manifest'], as }] })
      const { status } = await read(world.ask, TAG, token)
      expect(status).toBeOneOf([502, 503, 429])
    }
    expect(world.seen().filter((line) => line.startsWith('ghcr'))).toEqual([])
    world.registries['quay']?.setSwitches({ failures: [] })
    const ill = { quay: { state: 'down', since: Date.now(), why: 'status 500' } }
    await env.CONFIG.put('health', JSON.stringify(ill))
    await expectInvalid(await read(world.ask, TAG, token))
    expect((await read(world.ask, TAG, await tokenFor(world.ask, ANN))).status).toBe(200)
    expect(world.seen().filter((line) => line.startsWith('quay'))).toEqual([])
  })

  it('is not shown to another registry that is given the name of its own', async () => {
    const token = await tokenFor(world.ask, ANN)
    world.seen()
    const text = (await env.CONFIG.get('routes')) ?? ''
    await env.CONFIG.put('routes', text.replace('https://quay.example.com', 'https://ghcr.example.com'))
    await expectInvalid(await read(world.ask, TAG, token))
  })

  it('of the gateway’s other host is none', async () => {
    const token = await tokenFor(world.ask, ANN)
    const elsewhere = await world.ask('https://other.example.org' + TAG, { headers: scene.bearer(token) })
    expect(elsewhere.status).toBe(401)
    expect(scene.challengeOf(elsewhere)).toContain('realm="https://other.example.org/token"')
    expect((await read(world.ask, TAG, token)).status).toBe(200)
  })

  it('that was changed anywhere is none', async () => {
    const token = await tokenFor(world.ask, ANN)
    world.seen()
    const parts = token.split('.')
    expect(parts).toHaveLength(5)
    for (const [index, part] of parts.entries()) {
      const first = part.startsWith('A') ? 'B' : 'A'
      const changed = parts.with(index, first + part.slice(1)).join('.')
      await expectInvalid(await read(world.ask, TAG, changed))
    }
  })

  it('that was not sealed here is none', async () => {
    const raw = await (
      await fetch(`https://quay.example.com/token?${scopeOf(`jetstack/${NAME}`)}`, {
        headers: scene.basic(ANN),
      })
    ).json<scene.Token>()
    const claims = {
      at: Date.now() + 60_000,
      isLoggedIn: true,
      bound: [{ upstream: 'ghcr', registry: 'https://ghcr.example.com', value: `Bearer ${raw.token}` }],
    }
    const forged = await new EncryptJWT(claims)
      .setProtectedHeader({ alg: 'dir', enc: 'A256CBC-HS512' })
      .setIssuer(world.origin)
      .setExpirationTime('1h')
      .encrypt(crypto.getRandomValues(new Uint8Array(64)))
    const unsigned = `${btoa('{"alg":"none"}')}.${btoa(JSON.stringify(claims))}.`
    world.seen()
    for (const token of [raw.token, forged, unsigned, 'x', '....', 'x'.repeat(20_000)])
      await expectInvalid(await read(world.ask, TAG, token))
  })

  it('that has run out is none, however long the upstream would take it', async () => {
    const move = stopClock()
    world.registries['quay']?.setSwitches({ tokenTtlSeconds: 60 })
    const token = await tokenFor(world.ask, ANN)
    world.registries['quay']?.setSwitches({ auth: 'none' })
    world.seen()
    move(59)
    expect((await read(world.ask, TAG, token)).status).toBe(200)
    world.seen()
    move(2)
    await expectInvalid(await read(world.ask, TAG, token))
  })

  it.each([401, 400] as const)('that the upstream has ended, with %i, is asked for anew', async (status) => {
    const move = stopClock()
    const quay = { tokenTtlSeconds: 5, expiresIn: false, expiredTokenStatus: status }
    world = await scene.createTokenWorld({ upstreams: { quay } })
    const token = await tokenFor(world.ask, ANN)
    move(6)
    for (const method of ['GET', 'HEAD']) {
      const response = await read(world.ask, TAG, token, method)
      expect(response.status).toBe(401)
      expect(scene.challengeOf(response)).toContain('error="invalid_token"')
    }
    expect((await read(world.ask, TAG, await tokenFor(world.ask, ANN))).status).toBe(200)
  })

  it('newer than an isolate’s view of the configuration is taken at its word', async () => {
    const upstreams = { quay: {}, ghcr: {} }
    world = await scene.createTokenWorld({ upstreams, vars: { CONFIG_TTL_SECONDS: 30 } })
    const move = stopClock()
    const before = await tokenFor(world.ask, ANN)
    const old = world.keepIsolate()
    await switchTo('ghcr')
    world.restart()
    move(1)
    const after = await tokenFor(world.ask, ANN)
    world.seen()
    expect((await read(old, TAG, after)).status).toBe(200)
    expect(world.seen()).toEqual(['ghcr manifest 200'])
    expect((await read(old, TAG, before)).status).toBe(200)
    expect(world.seen()).toEqual(['quay manifest 200'])
    await expectInvalid(await read(world.ask, TAG, before))
    move(31)
    await expectInvalid(await read(old, TAG, before))
  })
})

describe('an identity token', () => {
  const login = async () => {
    const response = await askToken(world.ask, 'offline_token=true&client_id=docker&account=ann', ANN)
    return (await response.json<scene.Token>()).refresh_token ?? ''
  }
  const refresh = (token: string, scope = `repository:${NAME}:pull`) =>
    postToken(world.ask, { grant_type: 'refresh_token', client_id: 'docker', refresh_token: token, scope })

  it('is given only to those who ask for it, and opens what the password opens', async () => {
    expect(await (await askToken(world.ask, '', ANN)).json()).not.toHaveProperty('refresh_token')
    const answer = await (await refresh(await login())).json<scene.Token>()
    expect((await read(world.ask, TAG, answer.access_token)).status).toBe(200)
  })

  it('is posted to the upstream that gave it, and refused after a switch', async () => {
    const identity = await login()
    const shown = scene.watchNetwork()
    expect((await refresh(identity)).status).toBe(200)
    expect(shown.filter(({ body }) => body.includes('refresh_token='))).toMatchObject([
      { method: 'POST', address: 'https://quay.example.com/token' },
    ])
    world.seen()
    await switchTo('ghcr')
    const response = await refresh(identity)
    expect(response.status).toBe(401)
    expect((await errorOf(response)).message).toContain('log in again')
    expect(world.seen()).toEqual([])
    await switchTo('quay')
    expect((await refresh(identity, '')).status).toBe(200)
  })

  it('is no token, and a token is none of these', async () => {
    const identity = await login()
    const token = await tokenFor(world.ask, ANN)
    world.seen()
    await expectInvalid(await read(world.ask, TAG, identity))
    for (const other of [token, `${identity}x`, 'x', ''])
      expect((await refresh(other)).status).toBeOneOf([401, 404])
    expect(world.seen()).toEqual([])
  })

  it('that the upstream has withdrawn is refused', async () => {
    const identity = await login()
    answering(world, ['quay', '/token'], () => new Response('{}', { status: 401 }))
    const response = await refresh(identity)
    expect([response.status, (await errorOf(response)).message]).toEqual([
      401,
      expect.stringContaining('log in again'),
    ])
  })
})
