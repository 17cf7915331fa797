import { describe, expect, it } from 'vitest'
import { BY_TAG, CONTROLLER, newClock, standIn, WEBHOOK, type Ask } from './fixture.ts'

type Token = { token?: string; access_token?: string; expires_in?: number; refresh_token?: string }

const basic = { authorization: `Basic ${btoa('ann:secret')}` }

const tokenFor = async (ask: Ask, name: string, headers = {}) =>
  (await ask(`/token?service=registry.test&scope=repository:${name}:pull`, headers)).json<Token>()

const bearer = ({ token = '' }: Token) => ({ authorization: `Bearer ${token}` })

const post = (ask: Ask, form: Record<string, string>) =>
  ask('/token', {}, { method: 'POST', body: new URLSearchParams(form) })

describe('the token handshake', () => {
  it('challenges, grants and lets in', async () => {
    const { ask } = await standIn({ auth: 'token' })
    const refusal = await ask(BY_TAG)
    expect(refusal.status).toBe(401)
    expect(refusal.headers.get('www-authenticate')).toBe(
      `Bearer realm="https://registry.test/token",service="registry.test",scope="repository:${CONTROLLER}:pull"`,
    )
    const token = await tokenFor(ask, CONTROLLER)
    expect(token).toEqual({ token: token.token, access_token: token.token, expires_in: 300 })
    expect((await ask('/v2/', bearer(token))).status).toBe(200)
    expect((await ask(BY_TAG, bearer(token))).status).toBe(200)
  })

  it('binds a token to its repository', async () => {
    const { ask } = await standIn({ auth: 'token' })
    for (const name of [WEBHOOK, 'jetstack/nothing']) {
      const answer = await ask(BY_TAG, bearer(await tokenFor(ask, name)))
      expect([answer.status, answer.headers.get('www-authenticate')]).toEqual([
        401,
        expect.stringContaining('error="insufficient_scope"'),
      ])
    }
    const unknown = await ask(BY_TAG, bearer({ token: 'from another registry' }))
    expect(unknown.headers.get('www-authenticate')).toContain('error="invalid_token"')
  })

  it.each([401, 400] as const)('answers an expired token with %i', async (expiredTokenStatus) => {
    const clock = newClock()
    const { ask } = await standIn({ auth: 'token', tokenTtlSeconds: 60, expiredTokenStatus }, clock)
    const token = await tokenFor(ask, CONTROLLER)
    clock.at += 60_000
    const answer = await ask(BY_TAG, bearer(token))
    expect([answer.status, answer.headers.has('www-authenticate')]).toEqual([
      expiredTokenStatus,
      expiredTokenStatus === 401,
    ])
  })

  it('writes the token as told', async () => {
    const { ask, registry } = await standIn({ auth: 'token', tokenField: 'token', expiresIn: false })
    expect(Object.keys(await tokenFor(ask, CONTROLLER))).toEqual(['token'])
    registry.setSwitches({ tokenField: 'access_token', realm: 'http://127.0.0.1/steal' })
    expect(Object.keys(await tokenFor(ask, CONTROLLER))).toEqual(['access_token'])
    expect((await ask(BY_TAG)).headers.get('www-authenticate')).toContain('realm="http://127.0.0.1/steal"')
  })

  it('serves public content without a token where it is told to, but never lets a bad one pass', async () => {
    const { ask, blobPath } = await standIn({
      auth: 'token',
      blobsNeedToken: false,
      manifestsNeedToken: false,
    })
    expect((await ask('/v2/')).status).toBe(401)
    expect((await ask(BY_TAG)).status).toBe(200)
    expect((await ask(blobPath)).status).toBe(307)
    expect((await ask(BY_TAG, bearer({ token: 'bad' }))).status).toBe(401)
  })
})

describe('users', () => {
  const users = { ann: 'secret' }

  it('alone read private repositories', async () => {
    const { ask } = await standIn({
      auth: 'token',
      users,
      privateRepositories: [CONTROLLER],
      blobsNeedToken: false,
    })
    expect((await ask(BY_TAG, bearer(await tokenFor(ask, CONTROLLER)))).status).toBe(401)
    expect((await ask(BY_TAG, bearer(await tokenFor(ask, CONTROLLER, basic)))).status).toBe(200)
    const wrong = { authorization: `Basic ${btoa('ann:wrong')}` }
    expect((await ask('/token', wrong)).status).toBe(401)
  })

  it('get tokens by POST, with a password and with a refresh token', async () => {
    const { ask, registry } = await standIn({ auth: 'token', users, tokenField: 'token' })
    const scope = `repository:${CONTROLLER}:pull`
    const password = {
      grant_type: 'password',
      username: 'ann',
      password: 'secret',
      access_type: 'offline',
      scope,
    }
    const first = await (await post(ask, password)).json<Token>()
    const renewal = { grant_type: 'refresh_token', refresh_token: first.refresh_token ?? '', scope }
    const second = await (await post(ask, renewal)).json<Token>()
    expect((await ask(BY_TAG, bearer({ token: second.access_token ?? '' }))).status).toBe(200)
    expect((await post(ask, { ...password, password: 'wrong' })).status).toBe(401)
    registry.setSwitches({ postTokens: false })
    expect((await post(ask, password)).status).toBe(405)
  })

  it('log in by Basic where there are no tokens', async () => {
    const { ask } = await standIn({ auth: 'basic', users })
    expect((await ask('/v2/')).headers.get('www-authenticate')).toBe('Basic realm="stand-in"')
    expect((await ask(BY_TAG, basic)).status).toBe(200)
  })

  it.each([200, 401] as const)(
    'are asked for with %i when nobody names a scope',
    async (scopelessTokenStatus) => {
      const { ask } = await standIn({ auth: 'token', scopelessTokenStatus })
      expect((await ask('/token')).status).toBe(scopelessTokenStatus)
    },
  )
})
