// Cloudflare Access as the door: which assertions are believed.
import { type CryptoKey as Key, SignJWT, base64url, exportJWK, generateKeyPair, importJWK } from 'jose'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { stopClock } from '../gateway/scene.ts'
import type { World } from '../gateway/world.ts'
import { BEARER, TOKEN, auditOf, createDesk, send, watchLogs } from './desk.ts'

const ISSUER = 'https://team.cloudflareaccess.com'
const AUDIENCE = 'a1'.repeat(32)
const SUBJECT = '7335d417-61da-459d-899c-0a01c76a2f94'

type Signer = { kid: string; privateKey: Key; jwk: object }

async function createSigner(kid: string): Promise<Signer> {
  const { publicKey, privateKey } = await generateKeyPair('RS256', { extractable: true })
  return { kid, privateKey, jwk: { ...(await exportJWK(publicKey)), kid, alg: 'RS256', use: 'sig' } }
}

const old = await createSigner('old')
const current = await createSigner('current')
const stranger = await createSigner('current')

let world: World
let logs: () => string
/** The team's keys, or the answer in their place; and how often they were asked for. */
let certs: { answer: () => Response; asked: number }

beforeEach(async () => {
  logs = watchLogs()
  certs = { answer: () => Response.json({ keys: [old.jwk, current.jwk] }), asked: 0 }
  const vars = { ADMIN_TOKEN: undefined, ACCESS_TEAM_DOMAIN: 'team', ACCESS_AUD: AUDIENCE }
  world = await createDesk({ vars })
  answerCerts()
})
afterEach(() => {
  vi.useRealTimers()
  vi.restoreAllMocks()
})

function answerCerts(): void {
  const network = vi.mocked(fetch).getMockImplementation()
  vi.mocked(fetch).mockImplementation((input, init) => {
    if (new Request(input, init).url !== `${ISSUER}/cdn-cgi/access/certs`)
      return network?.(input, init) ?? Promise.reject(new Error('no network'))
    certs.asked++
    return Promise.resolve(certs.answer())
  })
}

const now = () => Math.floor(Date.now() / 1000)

/** An assertion as Access makes it, with some claims otherwise; undefined leaves one out. */
async function assertion(claims: Record<string, unknown> = {}, signer = current): Promise<string> {
  const payload = {
    aud: [AUDIENCE],
    email: 'person@example.org',
    exp: now() + 600,
    iat: now(),
    nbf: now(),
    iss: ISSUER,
    type: 'app',
    sub: SUBJECT,
    ...claims,
  }
  return new SignJWT(payload)
    .setProtectedHeader({ alg: 'RS256', kid: signer.kid, typ: 'JWT' })
    .sign(signer.privateKey)
}

async function statusOf(jwt: string, headers: Record<string, string> = {}): Promise<number> {
  const response = await world.ask('/admin/v1/upstream', {
    headers: { 'Cf-Access-Jwt-Assertion': jwt, ...headers },
  })
  return response.status
}

describe('an assertion of Cloudflare Access', () => {
  it('lets in, and is who did it in the audit: by its subject, not by name', async () => {
    const headers = { 'Cf-Access-Jwt-Assertion': await assertion(), 'Content-Type': 'application/json' }
    const body = JSON.stringify({ upstream: 'ghcr', force: true })
    expect((await world.ask('/admin/v1/upstream', { method: 'PUT', headers, body })).status).toBe(200)
    const audit = await (await world.ask('/admin/v1/audit', { headers })).text()
    expect(audit).toContain(`"actor":"access:${SUBJECT}"`)
    expect(audit + logs()).not.toContain('person@example.org')
  })

  it('of a service token is known by its client id', async () => {
    const service = { sub: '', common_name: 'e3b0c442.access', email: undefined }
    expect(await statusOf(await assertion(service))).toBe(200)
    expect(await statusOf(await assertion({ sub: '' }))).toBe(401)
  })

  it.each<[string, Record<string, unknown>]>([
    ['another application', { aud: ['b2'.repeat(32)] }],
    ['no application', { aud: undefined }],
    ['another team', { iss: 'https://evil.cloudflareaccess.com' }],
    ['no issuer', { iss: undefined }],
    ['an hour ago', { exp: now() - 3600, nbf: now() - 7200 }],
    ['ten seconds ago', { exp: now() - 10 }],
    ['no end', { exp: undefined }],
    ['tomorrow', { nbf: now() + 86_400 }],
    ['nobody', { sub: undefined }],
    ['a subject that is no text', { sub: 7 }],
  ])('of %s does not', async (_, claims) => {
    expect(await statusOf(await assertion(claims))).toBe(401)
  })

  it('that nobody of the team has signed does not', async () => {
    expect(await statusOf(await assertion({}, stranger))).toBe(401)
    expect(await statusOf(await assertion({}, { ...current, kid: 'never-seen' }))).toBe(401)
    const [header = '', payload = '', signature = ''] = (await assertion()).split('.')
    const other = base64url.encode(JSON.stringify({ ...claimsOf(payload), sub: 'somebody-else' }))
    expect(await statusOf([header, other, signature].join('.'))).toBe(401)
    expect(await statusOf([header, payload, ''].join('.'))).toBe(401)
  })

  it('without a signature, or signed with the public key as a password, does not', async () => {
    const [, payload = ''] = (await assertion()).split('.')
    const none = base64url.encode(JSON.stringify({ alg: 'none', kid: 'current', typ: 'JWT' }))
    expect(await statusOf(`${none}.${payload}.`)).toBe(401)
    const secret = new TextEncoder().encode(JSON.stringify(current.jwk))
    const confused = await new SignJWT(claimsOf(payload))
      .setProtectedHeader({ alg: 'HS256', kid: 'current' })
      .sign(secret)
    expect(await statusOf(confused)).toBe(401)
  })

  it('signed in another way than Access signs, even with its key, does not', async () => {
    const open = { ...current.jwk, alg: undefined }
    certs.answer = () => Response.json({ keys: [open] })
    expect(await statusOf(await assertion())).toBe(200)
    const key = await importJWK({ ...(await exportJWK(current.privateKey)), alg: 'PS256' }, 'PS256')
    const [, payload = ''] = (await assertion()).split('.')
    const jwt = new SignJWT(claimsOf(payload)).setProtectedHeader({ alg: 'PS256', kid: 'current' })
    expect(await statusOf(await jwt.sign(key))).toBe(401)
  })

  it.each(['', 'x', 'a.b.c', '..', 'x'.repeat(20_000)])('%.8s is none', async (text) => {
    expect(await statusOf(text)).toBe(401)
  })

  it('in the cookie alone is none: browsers would send it for anybody', async () => {
    expect(await statusOf('', { Cookie: `CF_Authorization=${await assertion()}` })).toBe(401)
  })

  it('is checked with keys that are asked for once', async () => {
    for (let times = 0; times < 5; times++) expect(await statusOf(await assertion())).toBe(200)
    expect(await statusOf(await assertion({}, old))).toBe(200)
    expect(certs.asked).toBe(1)
  })

  it('by a new key is believed, and unknown keys do not make a flood of questions', async () => {
    const pass = stopClock()
    expect(await statusOf(await assertion())).toBe(200)
    const next = await createSigner('next')
    certs.answer = () => Response.json({ keys: [current.jwk, next.jwk] })
    for (let times = 0; times < 10; times++) expect(await statusOf(await assertion({}, stranger))).toBe(401)
    expect(await statusOf(await assertion({}, next))).toBe(401)
    expect(certs.asked).toBe(1)
    pass(31)
    expect(await statusOf(await assertion({}, next))).toBe(200)
    expect(certs.asked).toBe(2)
    pass(601)
    expect(await statusOf(await assertion({}, old))).toBe(401)
  })

  it.each<[string, () => Response]>([
    ['fail', () => new Response('no', { status: 500 })],
    ['redirect', () => Response.redirect('https://evil.example/certs')],
    ['are a page', () => new Response('<html>')],
    ['are no keys', () => Response.json({ keys: 'none' })],
    ['have no end', () => Response.json({ keys: [], more: 'x'.repeat(70_000) })],
    [
      'cannot be reached',
      () => {
        throw new Error('no way there')
      },
    ],
  ])('lets nobody in while the keys %s', async (_, answer) => {
    certs.answer = answer
    const response = await world.ask('/admin/v1/upstream', {
      headers: { 'Cf-Access-Jwt-Assertion': await assertion() },
    })
    expect([response.status, response.headers.get('Retry-After')]).toEqual([503, '30'])
  })

  it('is not asked for where the token is brought, and the other way round', async () => {
    const vars = { ADMIN_TOKEN: TOKEN, ACCESS_TEAM_DOMAIN: `${ISSUER}/`, ACCESS_AUD: AUDIENCE }
    world = await createDesk({ vars })
    certs.answer = () => new Response('no', { status: 500 })
    answerCerts()
    expect((await send(world, 'GET', 'upstream')).status).toBe(200)
    certs.answer = () => Response.json({ keys: [current.jwk] })
    expect(await statusOf(await assertion())).toBe(200)
    expect(await statusOf(await assertion(), { Authorization: 'Bearer wrong' })).toBe(401)
    expect(await statusOf('wrong', BEARER)).toBe(200)
    expect(await auditOf(world)).toEqual([])
  })
})

function claimsOf(payload: string): Record<string, unknown> {
  return JSON.parse(new TextDecoder().decode(base64url.decode(payload))) as Record<string, unknown>
}
