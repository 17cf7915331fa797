// /admin/v1/routes: the document read, and replaced by whoever has seen what is there.
import { env } from 'cloudflare:workers'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { TAG } from '../gateway/scene.ts'
import type { World } from '../gateway/world.ts'
import { type Json, auditOf, createDesk, documentWith, routesOf, send, watchLogs } from './desk.ts'

let logs: () => string
let world: World
beforeEach(async () => {
  logs = watchLogs()
  world = await createDesk()
})
afterEach(() => {
  vi.restoreAllMocks()
})

const kept = () => env.CONFIG.get('routes')

async function put(
  body: string,
  { headers = {}, query = '' }: { headers?: Record<string, string>; query?: string } = {},
) {
  const response = await send(world, 'PUT', `routes${query}`, { body, headers })
  const text = await response.text()
  return {
    status: response.status,
    etag: response.headers.get('ETag') ?? '',
    text,
    json: () => JSON.parse(text) as Json,
  }
}

describe('GET /admin/v1/routes', () => {
  it('answers with the very bytes, whatever they are, and a strong ETag', async () => {
    for (const text of ['{"upstreams": \n {} }', 'no JSON ü', '\ufeff{}']) {
      await env.CONFIG.put('routes', text)
      const response = await send(world, 'GET', 'routes')
      const bytes = new Uint8Array(await response.arrayBuffer())
      expect(bytes).toEqual(new TextEncoder().encode(text))
      expect(response.headers.get('ETag')).toMatch(/^"[0-9a-f]{64}"$/)
    }
  })

  it('answers 404 with a sentence before there is one', async () => {
    await env.CONFIG.delete('routes')
    const response = await send(world, 'GET', 'routes')
    expect(response.status).toBe(404)
    expect(await response.json()).toEqual({ error: 'there is no routes document yet; PUT one' })
  })
})

describe('PUT /admin/v1/routes', () => {
  it('replaces the document, is in force at once, and says what changed', async () => {
    const { etag } = await routesOf(world)
    const before = Date.now()
    const body = await documentWith({ aliases: { 'old/*': '*' }, sites: { docs: ['https://docs.example'] } })
    const answer = await put(`${body}\n`, { headers: { 'If-Match': etag }, query: '?reason=Old+paths' })
    expect(answer.status).toBe(200)
    expect(answer.json()).toMatchObject({
      changes: [
        '-aliases["jetstack/*"]: "*"',
        '+aliases["old/*"]: "*"',
        '+sites: {"docs":["https://docs.example"]}',
      ],
      warnings: [],
    })
    expect(await kept()).toBe(`${body}\n`)
    expect((await routesOf(world)).etag).toBe(answer.etag)
    expect(answer.etag).not.toBe(etag)
    expect((await world.ask(TAG.replace('/v2/', '/v2/old/'))).status).toBe(200)
    const [row] = await auditOf(world)
    expect(row).toMatchObject({
      actor: 'token',
      action: 'put',
      subject: 'routes',
      before: etag,
      after: answer.etag,
      reason: 'Old paths',
      detail: expect.stringContaining('\n+sites: {"docs":["https://docs.example"]}') as string,
      outcome: 'done',
    })
    expect(logs()).toContain('the configuration was changed')
    expect(logs()).toContain('+sites')
    expect(logs()).not.toContain('docs.example')
    // CONFIG_TTL_SECONDS is 0 here.
    expect(Date.parse(String(answer.json()['everywhere_by'])) - before).toBeGreaterThanOrEqual(60_000)
  })

  it('is seen at once by the isolate that made it, although that remembers, and not by the others', async () => {
    world = await createDesk({ vars: { CONFIG_TTL_SECONDS: 30 } })
    const other = world.keepIsolate()
    await other(TAG)
    world.restart()
    await world.ask(TAG)
    const { etag } = await routesOf(world)
    const body = await documentWith({ repositories: { other: {} } })
    expect((await put(body, { headers: { 'If-Match': etag } })).status).toBe(200)
    expect([(await world.ask(TAG)).status, (await other(TAG)).status]).toEqual([404, 200])
  })

  it('wants to know what it was made from', async () => {
    const body = await documentWith({ sites: {} })
    expect((await put(body)).status).toBe(428)
    for (const condition of ['"0000"', 'W/"x"', '', '"a", "b"'])
      expect((await put(body, { headers: { 'If-Match': condition } })).status).toBe(412)
    const { etag } = await routesOf(world)
    const error = async (headers: Record<string, string>) => (await put(body, { headers })).json()['error']
    expect(await error({ 'If-Match': etag.slice(1, -1) })).toBe(
      `an ETag is written with its quotes: If-Match: ${etag}`,
    )
    expect(await error({ 'If-None-Match': '*' })).toMatch(/^there is a document already, .* send its ETag/)
    expect((await put(body, { headers: { 'If-None-Match': etag } })).status).toBe(400)
    expect(await auditOf(world)).toEqual([])
    // A weak one is what a proxy on the way may have made of it.
    expect((await put(body, { headers: { 'If-Match': `"x", W/${etag}` } })).status).toBe(200)
  })

  it('tells whoever is late which one is there now', async () => {
    const { etag } = await routesOf(world)
    const late = await put(await documentWith({ sites: {} }), { headers: { 'If-Match': '"old"' } })
    expect([late.status, late.etag]).toEqual([412, etag])
  })

  it('takes the first document where there is none, and only there', async () => {
    const body = await documentWith({})
    await env.CONFIG.delete('routes')
    expect((await put(body, { headers: { 'If-Match': '*' } })).status).toBe(412)
    expect((await put(body, { headers: { 'If-None-Match': '*' } })).status).toBe(200)
    expect(await kept()).toBe(body)
    expect((await put(body, { headers: { 'If-None-Match': '*' } })).status).toBe(412)
  })

  it('takes a good one in the place of a broken one', async () => {
    const body = await documentWith({})
    await env.CONFIG.put('routes', '{"upstreams":')
    const { etag } = await routesOf(world)
    const answer = await put(body, { headers: { 'If-Match': etag } })
    expect([answer.status, await kept()]).toEqual([200, body])
  })

  it.each([
    ['is broken', () => env.CONFIG.put('routes', '{"upstreams":')],
    ['is gone', () => env.CONFIG.delete('routes')],
  ])('holds a document against the last good one, which serves, where the one in KV %s', async (_, spoil) => {
    await world.ask(`/v2/cert-manager-controller/manifests/${TAG}`)
    const same = await documentWith({})
    const ghcr = { ghcr: { registry: 'https://ghcr.example.com', namespace: 'jetstack' } }
    const other = await documentWith({ upstreams: ghcr })
    await spoil()
    const etag = (await send(world, 'GET', 'routes')).headers.get('ETag')
    const headers: Record<string, string> = etag === null ? { 'If-None-Match': '*' } : { 'If-Match': etag }
    const moved = await put(other, { headers })
    expect(moved.status).toBe(409)
    expect(moved.json()['active']).toBe('quay (https://quay.example.com/jetstack)')
    expect((await put(same, { headers })).status).toBe(200)
  })

  it('holds a document against one with a doubled field that is in use', async () => {
    const { text } = await routesOf(world)
    await env.CONFIG.put('routes', text.replace('{', '{"repositories": {},'))
    const { etag } = await routesOf(world)
    const ghcr = { ghcr: { registry: 'https://ghcr.example.com', namespace: 'jetstack' } }
    const answer = await put(await documentWith({ upstreams: ghcr }), { headers: { 'If-Match': etag } })
    expect(answer.status).toBe(409)
  })

  it('refuses what is too long, by its word or by its bytes, what is no UTF-8, and unknown parameters', async () => {
    const { etag } = await routesOf(world)
    const headers = { 'If-Match': etag }
    expect((await put(`"${'x'.repeat(256 * 1024)}"`, { headers })).status).toBe(413)
    const init = {
      method: 'PUT',
      headers: {
        ...headers,
        Authorization: 'Bearer correct-horse-battery-staple',
        'Content-Type': 'application/json',
      },
    }
    const endless = new ReadableStream({
      pull: (controller) => controller.enqueue(new Uint8Array(64 * 1024)),
    })
    expect((await world.ask('/admin/v1/routes', { ...init, body: endless })).status).toBe(413)
    const broken = new Uint8Array([0x22, 0xff, 0x22])
    expect((await world.ask('/admin/v1/routes', { ...init, body: broken })).status).toBe(400)
    for (const query of ['?forced=true', '?force=1', `?reason=${'x'.repeat(501)}`, '?reason=a%0Ab'])
      expect((await put(await documentWith({}), { headers, query })).status).toBe(400)
  })

  it('refuses a document that would move everybody to another upstream, unless forced', async () => {
    const { etag } = await routesOf(world)
    const headers = { 'If-Match': etag }
    const ghcr = { ghcr: { registry: 'https://ghcr.example.com', namespace: 'jetstack' } }
    const quay = { quay: { registry: 'https://quay.example.com', namespace: 'jetstack' } }
    for (const upstreams of [ghcr, { ...ghcr, ...quay }]) {
      const answer = await put(await documentWith({ upstreams }), { headers })
      expect(answer.status).toBe(409)
      expect(answer.json()).toMatchObject({
        active: 'quay (https://quay.example.com/jetstack)',
        next: 'ghcr (https://ghcr.example.com/jetstack)',
      })
    }
    await env.CONFIG.put('upstream', 'quay')
    const reordered = await put(await documentWith({ upstreams: { ...ghcr, ...quay } }), { headers })
    expect(reordered.status).toBe(200)
    const forced = await put(await documentWith({ upstreams: ghcr }), {
      headers: { 'If-Match': reordered.etag },
      query: '?force=true',
    })
    expect(forced.status).toBe(200)
    expect(await (await world.ask('/api/v1/status')).json()).toMatchObject({ active_upstream: 'ghcr' })
  })

  it('refuses a document in which the active upstream is at another place, unless forced', async () => {
    const { etag } = await routesOf(world)
    const headers = { 'If-Match': etag }
    const elsewhere = { quay: { registry: 'https://quay.example.com', namespace: 'elsewhere' } }
    const refused = await put(await documentWith({ upstreams: elsewhere }), { headers })
    expect(refused.status).toBe(409)
    expect(refused.json()).toMatchObject({
      active: 'quay (https://quay.example.com/jetstack)',
      next: 'quay (https://quay.example.com/elsewhere)',
    })
    const forced = await put(await documentWith({ upstreams: elsewhere }), { headers, query: '?force=true' })
    expect(forced.status).toBe(200)
  })

  it('says which secrets are not set, and which aliases lead nowhere', async () => {
    const { etag } = await routesOf(world)
    const quay = { registry: 'https://quay.example.com', namespace: 'jetstack', credentials: 'QUAY_LOGIN' }
    const body = await documentWith({ upstreams: { quay }, aliases: { old: 'nowhere' } })
    const answer = await put(body, { headers: { 'If-Match': etag } })
    expect(answer.status).toBe(200)
    expect(JSON.stringify(answer.json()['warnings'])).toContain('which no repository is')
    expect(JSON.stringify(answer.json()['warnings'])).toContain('QUAY_LOGIN is not set')
  })
})
