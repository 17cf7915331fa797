// Who gets into the admin API, and who does not.
import { env } from 'cloudflare:workers'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { BEARER, TOKEN, auditOf, createDesk, documentWith, routesOf, send, watchLogs } from './desk.ts'

let logs: () => string
beforeEach(() => {
  logs = watchLogs()
})
afterEach(() => {
  vi.useRealTimers()
  vi.restoreAllMocks()
})

const PATHS = ['/admin', '/admin/', '/admin/v1', '/admin/v1/routes', '/admin/v1/upstream', '/admin/v2/x']

describe('the admin API without a token', () => {
  it.each(PATHS)('is off at %s, and says how to turn it on', async (path) => {
    const world = await createDesk({ vars: { ADMIN_TOKEN: undefined } })
    for (const method of ['GET', 'PUT', 'OPTIONS']) {
      const response = await world.ask(path, { method, headers: BEARER })
      expect(response.status).toBe(404)
      expect(await response.text()).toMatch(/the admin API is off.*wrangler secret put ADMIN_TOKEN/)
      expect(response.headers.get('Cache-Control')).toBe('no-store, no-transform')
    }
  })

  it.each(['', 'short', 'fifteen-letters', 'with a space in the middle', 'with-a-newline-at-the-end\n'])(
    'is off with the token %j, and so is told to the operator but for an empty one',
    async (token) => {
      const world = await createDesk({ vars: { ADMIN_TOKEN: token } })
      const headers = { Authorization: `Bearer ${token.trim()}` }
      expect((await world.ask('/admin/v1/routes', { headers })).status).toBe(404)
      const status = await (await world.ask('/api/v1/status')).text()
      expect(status.includes('ADMIN_TOKEN: must be 16 to 512 printable characters')).toBe(token !== '')
      if (token !== '') expect(status + logs()).not.toContain(token.trim())
      expect((await world.ask('/v2/')).status).toBe(200)
    },
  )

  it.each([
    [{ ACCESS_TEAM_DOMAIN: 'team' }],
    [{ ACCESS_AUD: 'a'.repeat(64) }],
    [{ ACCESS_TEAM_DOMAIN: 'team.example.org', ACCESS_AUD: 'a'.repeat(64) }],
    [{ ACCESS_TEAM_DOMAIN: 'team', ACCESS_AUD: 'short' }],
  ])('is off with half of Access or a wrong one: %j', async (vars) => {
    const world = await createDesk({ vars: { ADMIN_TOKEN: undefined, ...vars } })
    const response = await world.ask('/admin/v1/routes')
    expect(response.status).toBe(404)
    expect(await response.text()).toContain('ACCESS_TEAM_DOMAIN and ACCESS_AUD: must both be set')
  })
})

describe('the admin API with a token', () => {
  it.each([
    [undefined],
    ['Bearer'],
    ['Bearer '],
    [`Bearer ${TOKEN.slice(0, -1)}`],
    [`Bearer ${TOKEN}x`],
    [`Bearer ${TOKEN.toUpperCase()}`],
    [`Bearer ${TOKEN} ${TOKEN}`],
    [`Basic ${btoa(`admin:${TOKEN}`)}`],
    [TOKEN],
  ])('refuses Authorization: %s', async (authorization) => {
    const world = await createDesk()
    const headers: Record<string, string> =
      authorization === undefined ? {} : { Authorization: authorization }
    for (const path of PATHS) {
      const response = await world.ask(path, { headers })
      expect(response.status).toBe(401)
      expect(response.headers.get('WWW-Authenticate')).toMatch(/^Bearer realm=/)
      expect(response.headers.get('Cache-Control')).toBe('no-store, no-transform')
    }
    expect(logs()).not.toContain('horse')
  })

  it('compares hashes in constant time, and nothing else', async () => {
    const world = await createDesk()
    const compare = vi.spyOn(crypto.subtle, 'timingSafeEqual')
    for (const given of ['x', TOKEN, `${TOKEN}${'x'.repeat(400)}`])
      await world.ask('/admin/v1/upstream', { headers: { Authorization: `Bearer ${given}` } })
    expect(compare.mock.calls.map(([a, b]) => [a.byteLength, b.byteLength])).toEqual([
      [32, 32],
      [32, 32],
      [32, 32],
    ])
    expect(compare.mock.results.map(({ value }: { value: unknown }) => value)).toEqual([false, true, false])
  })

  it('has no CORS, and nothing of it is kept anywhere', async () => {
    const world = await createDesk()
    for (const [method, path] of [
      ['GET', 'routes'],
      ['OPTIONS', 'routes'],
      ['GET', 'nothing'],
    ] as const) {
      const response = await send(world, method, path, { headers: { Origin: 'https://evil.example' } })
      expect([...response.headers.keys()].filter((name) => name.startsWith('access-control'))).toEqual([])
      expect(response.headers.get('Cache-Control')).toBe('no-store, no-transform')
      expect(response.headers.get('X-Content-Type-Options')).toBe('nosniff')
    }
  })

  it.each([
    ['routes', 'DELETE', 'GET, HEAD, PUT'],
    ['upstream', 'POST', 'GET, HEAD, PUT, DELETE'],
    ['release', 'PATCH', 'GET, HEAD, PUT, DELETE'],
    ['incidents', 'PUT', 'GET, HEAD, POST'],
    ['incidents/1/note', 'GET', 'PUT, DELETE'],
    ['audit', 'DELETE', 'GET, HEAD'],
  ])('answers %s with 405 to %s, and allows %s', async (path, method, allow) => {
    const response = await send(await createDesk(), method, path)
    expect([response.status, response.headers.get('Allow')]).toEqual([405, allow])
  })

  it('answers HEAD as GET, and 404 to other addresses', async () => {
    const world = await createDesk()
    const { etag } = await routesOf(world)
    const head = await send(world, 'HEAD', 'routes')
    expect([head.status, head.headers.get('ETag'), await head.text()]).toEqual([200, etag, ''])
    for (const path of ['', 'route', 'routes/', 'incidents/1/2/note', 'incidents/1', '../v2/'])
      expect((await send(world, 'GET', path)).status).toBe(404)
  })

  it.each([
    [{ Origin: 'https://evil.example' }, 403],
    [{ Origin: 'null' }, 403],
    [{ 'Sec-Fetch-Site': 'cross-site' }, 403],
    [{ 'Sec-Fetch-Site': 'same-site' }, 403],
    [{ 'Content-Type': 'text/plain' }, 415],
    [{ 'Content-Type': 'application/x-www-form-urlencoded' }, 415],
    [{ 'Sec-Fetch-Site': 'same-origin' }, 200],
    [{ 'Content-Type': 'application/json; charset=utf-8' }, 200],
  ])('takes a change with %j as %d', async (headers, status) => {
    const world = await createDesk()
    const response = await send(world, 'PUT', 'upstream', { body: { upstream: 'quay' }, headers })
    expect(response.status).toBe(status)
    expect(await env.CONFIG.get('upstream')).toBe(status === 200 ? 'quay' : null)
  })

  it('takes a change from its own pages', async () => {
    const world = await createDesk()
    const headers = { Origin: world.origin }
    expect((await send(world, 'PUT', 'upstream', { body: { upstream: 'quay' }, headers })).status).toBe(200)
  })
})

describe('a secret', () => {
  it('is in no answer, log or row, whatever is done', async () => {
    const world = await createDesk({ vars: { QUAY_LOGIN: 'robot:very-secret' } })
    const { etag } = await routesOf(world)
    const upstreams = {
      quay: { registry: 'https://quay.example.com', namespace: 'jetstack', credentials: 'QUAY_LOGIN' },
      ghcr: { registry: 'https://ghcr.example.com', credentials: 'MISSING_LOGIN' },
    }
    const body = await documentWith({ upstreams })
    const answers = [
      await send(world, 'PUT', 'routes', { body, headers: { 'If-Match': etag } }),
      await send(world, 'PUT', 'upstream', { body: { upstream: 'ghcr' } }),
      await send(world, 'PUT', 'upstream', { body: { upstream: 'ghcr', force: true } }),
      await send(world, 'PUT', 'nothing', { body: {} }),
      await world.ask('/api/v1/status'),
    ]
    expect(answers.map(({ status }) => status)).toEqual([200, 409, 200, 404, 200])
    const said = (await Promise.all(answers.map((one) => one.text()))).join()
    expect(said).toContain('MISSING_LOGIN is not set')
    const rows = JSON.stringify(await auditOf(world))
    for (const secret of [TOKEN, 'very-secret', btoa('robot:very-secret')])
      expect(said + rows + logs()).not.toContain(secret)
  })
})
