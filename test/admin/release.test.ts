// /admin/v1/release and /admin/v1/audit.
import { env } from 'cloudflare:workers'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { World } from '../gateway/world.ts'
import { auditOf, createDesk, send, watchLogs } from './desk.ts'

let world: World
beforeEach(async () => {
  watchLogs()
  world = await createDesk({
    routes: { files: { '/releases/{version}/{file}': 'https://files.example/{version}/{file}' } },
  })
})
afterEach(() => vi.restoreAllMocks())

const release = async () => (await send(world, 'GET', 'release')).json()
const put = (body: object) => send(world, 'PUT', 'release', { body })
const latest = async () => {
  const response = await world.ask('/releases/latest/x', { redirect: 'manual' })
  return response.headers.get('Location')
}

describe('/admin/v1/release', () => {
  it('says what latest means, changes it at once, and takes it away', async () => {
    expect(await release()).toEqual({ release: null })
    expect(await (await put({ release: 'v1.19.0', reason: 'Out now' })).json()).toMatchObject({
      release: 'v1.19.0',
      audit: expect.any(Number) as number,
    })
    expect([await release(), await env.CONFIG.get('release')]).toEqual([{ release: 'v1.19.0' }, 'v1.19.0'])
    expect(await latest()).toBe('https://files.example/v1.19.0/x')
    const each = { cmctl: 'v2.3.0', releases: 'v1.20.0' }
    expect((await put({ release: each })).status).toBe(200)
    expect(await release()).toEqual({ release: each })
    expect(await latest()).toBe('https://files.example/v1.20.0/x')
    expect((await send(world, 'DELETE', 'release')).status).toBe(200)
    expect([await release(), await latest()]).toEqual([{ release: null }, null])
    expect(
      (await auditOf(world)).map(({ action, before, after, reason }) => [action, before, after, reason]),
    ).toEqual([
      ['delete', JSON.stringify(each), '', ''],
      ['put', 'v1.19.0', JSON.stringify(each), ''],
      ['put', '', 'v1.19.0', 'Out now'],
    ])
  })

  it.each([
    [{ release: 'latest' }],
    [{ release: '../x' }],
    [{ release: 'a/b' }],
    [{ release: '' }],
    [{ release: null }],
    [{ release: { cmctl: 'latest' } }],
    [{ release: 'v1', version: 'v1' }],
    [{}],
  ])('refuses %j', async (body) => {
    expect((await put(body)).status).toBe(400)
    expect(await env.CONFIG.get('release')).toBeNull()
  })

  it('says what a release must be', async () => {
    expect(await (await put({ release: 'latest' })).json()).toMatchObject({
      problems: [
        {
          path: 'release',
          message: 'must be a version such as v1.19.0, or JSON with one for each artifact',
        },
      ],
    })
  })

  it('refuses parameters that it does not know', async () => {
    expect((await send(world, 'DELETE', 'release?force=true')).status).toBe(400)
  })
})

describe('GET /admin/v1/audit', () => {
  it('has the latest first, as many as are wanted', async () => {
    for (const version of ['v1', 'v2', 'v3']) await put({ release: version })
    const response = await send(world, 'GET', 'audit?limit=2')
    const { audit } = await response.json<{ audit: { at: string; after: string }[] }>()
    expect(audit.map(({ after }) => after)).toEqual(['v3', 'v2'])
    expect(Math.abs(Date.parse(audit[0]?.at ?? '') - Date.now())).toBeLessThan(60_000)
  })

  it.each([
    ['limit=0', 'limit', 'must be at least 1'],
    ['limit=501', 'limit', 'must be at most 500'],
    ['limit=x', 'limit', 'must be a number'],
    ['limit=1.5', 'limit', 'must be a whole number'],
    ['page=2', 'page', 'is not known here; there are: limit'],
  ])('refuses %s', async (query, path, message) => {
    const response = await send(world, 'GET', `audit?${query}`)
    expect([response.status, await response.json()]).toMatchObject([400, { problems: [{ path, message }] }])
  })
})
