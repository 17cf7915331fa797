// What the admin API refuses to take, and what it says is wrong with it.
import { env } from 'cloudflare:workers'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { World } from '../gateway/world.ts'
import { type Json, auditOf, createDesk, routesOf, send, watchLogs } from './desk.ts'

let world: World
beforeEach(async () => {
  watchLogs()
  world = await createDesk()
})
afterEach(() => {
  vi.restoreAllMocks()
})

describe('a body', () => {
  it.each<[string, string, Json[]]>([
    ['no document', '[]', [{ path: 'body', message: 'must be an object in { }' }]],
    [
      'a field of that name',
      '{"upstreams":{"a":{"registry":"https://a.example"}},"repositories":{},"routes":{}}',
      [{ path: 'routes' }],
    ],
    [
      'an unknown field',
      '{"upstream": {}}',
      [{ path: 'upstreams' }, { path: 'repositories' }, { path: 'upstream' }],
    ],
    [
      'names that do not fit together',
      '{"upstreams":{"a":{"registry":"https://a.example"}},"repositories":{"x":{"only":["b"]}}}',
      [{ path: 'repositories.x.only.0', message: 'no upstream is named "b"; there are: a' }],
    ],
    [
      'an upstream that another of its name would hide',
      '{"upstreams":{"a":{"registry":"https://a.example"},\n"a":{"registry":"https://b.example"}},"repositories":{}}',
      [{ path: 'upstreams.a', message: expect.stringContaining('again at line 2, column 1,') as string }],
    ],
  ])('refuses %s, and says where', async (_, body, problems) => {
    const { etag, text } = await routesOf(world)
    const answer = await send(world, 'PUT', 'routes', { body, headers: { 'If-Match': etag } })
    expect(answer.status).toBe(400)
    expect(await answer.json()).toMatchObject({ error: 'the document is not as it must be', problems })
    expect(await env.CONFIG.get('routes')).toBe(text)
    expect(await auditOf(world)).toEqual([])
  })

  it.each([
    ['PUT', 'routes'],
    ['PUT', 'release'],
    ['POST', 'incidents'],
  ])('refuses what is no JSON, and says where: %s %s', async (method, path) => {
    const { etag, text } = await routesOf(world)
    const body = '{"upstreams": '
    const answer = await send(world, method, path, { body, headers: { 'If-Match': etag } })
    expect(answer.status).toBe(400)
    expect(await answer.json()).toEqual({
      error: 'the body is not JSON: line 1, column 15: it ends before the last }; add it',
    })
    expect(await env.CONFIG.get('routes')).toBe(text)
  })
})
