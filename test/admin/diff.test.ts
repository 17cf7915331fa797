// What an answer, a row of the audit and the logs say of a changed routes document.
import { env } from 'cloudflare:workers'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { diffOf } from '../../src/admin/diff.ts'
import type { World } from '../gateway/world.ts'
import { auditOf, createDesk, documentWith, routesOf, send, watchLogs } from './desk.ts'

let logs: () => string
let world: World
beforeEach(async () => {
  logs = watchLogs()
  world = await createDesk()
})
afterEach(() => {
  vi.restoreAllMocks()
})

/** What all three say, each a text. */
async function put(body: string) {
  const { etag } = await routesOf(world)
  const response = await send(world, 'PUT', 'routes', { body, headers: { 'If-Match': etag } })
  const { changes } = await response.json<{ changes: string[] }>()
  const [row] = await auditOf(world)
  return { changes, detail: row?.detail ?? '', logged: logs() }
}

describe('what a document changes', () => {
  it('has values in the answer and in the audit, and its fields alone in the logs', async () => {
    await put(await documentWith({ aliases: { a: 'one' }, sites: { docs: ['https://old.example'] } }))
    const { changes, detail, logged } = await put(
      await documentWith({ aliases: { b: 'two' }, sites: { docs: ['https://new.example'] } }),
    )
    expect(changes).toEqual([
      '-aliases.a: "one"',
      '+aliases.b: "two"',
      '~sites.docs: ["https://old.example"] -> ["https://new.example"]',
    ])
    expect(detail).toBe(changes.join('\n'))
    expect(logged).toContain(String.raw`-aliases.a\\n+aliases.b\\n~sites.docs`)
    expect(logged).not.toMatch(/(?:old|new)\.example/)
  })

  it('has the query of no address, wherever it stands', async () => {
    const signed = (secret: string) => `https://cdn.example/{file}?sig=${secret}`
    await put(await documentWith({ files: { '/a/{file}': signed('was-1'), '/b/{file}': [signed('was-2')] } }))
    const files = { '/b/{file}': [signed('is-2')], '/c/{file}': { to: [signed('is-3')] } }
    const said = await put(await documentWith({ files }))
    expect(said.changes).toEqual([
      '-files["/a/{file}"]: "https://cdn.example/{file}?…"',
      '~files["/b/{file}"]: ["https://cdn.example/{file}?…"] -> ["https://cdn.example/{file}?…"]',
      '+files["/c/{file}"]: {"to":["https://cdn.example/{file}?…"]}',
    ])
    expect(JSON.stringify([said, await auditOf(world)])).not.toMatch(/was-|is-|sig=/)
  })

  it.each([
    ['no JSON', '{"upstreams": "hush', ['~routes']],
    [
      'not valid',
      '{"token": "hush", "upstreams": {"hush": "hush"}, "repositories": {}}',
      [
        '-token',
        '~upstreams (order)',
        '-upstreams.hush',
        '+upstreams.quay',
        '+upstreams.ghcr',
        '+repositories["jetstack/*"]',
      ],
    ],
  ])('has no values where what was there before is %s', async (_, kept, expected) => {
    const { quay, ghcr } = { quay: 'https://quay.example.com', ghcr: 'https://ghcr.example.com' }
    await env.CONFIG.put('routes', kept)
    const said = await put(
      JSON.stringify({
        upstreams: { quay: { registry: quay }, ghcr: { registry: ghcr } },
        repositories: { 'jetstack/*': {} },
      }),
    )
    expect(said.changes).toEqual(expected)
    expect(said.detail).toBe(expected.join('\n'))
    // The log is JSON in JSON: quotes come with strokes before them.
    expect(said.logged).not.toMatch(/: \\+"hush/)
  })

  it('has all of the first document, and sees through a byte order mark', async () => {
    const body = await documentWith({ sites: { docs: ['https://docs.example'] } })
    await env.CONFIG.delete('routes')
    const headers = { 'If-None-Match': '*' }
    const first = await send(world, 'PUT', 'routes', { body: `\ufeff${body}`, headers })
    expect((await first.json<{ changes: string[] }>()).changes).toContain(
      '+sites: {"docs":["https://docs.example"]}',
    )
    expect((await put(body)).changes).toEqual([])
  })

  it('has the order of the upstreams, which they are asked in, and no other', () => {
    const [first, second] = [{ registry: 'https://a.example' }, { registry: 'https://b.example' }]
    const before = { upstreams: { first, second }, aliases: { a: 'x', b: 'y' } }
    const after = { aliases: { b: 'y', a: 'x' }, upstreams: { second, first } }
    expect(diffOf(before, after, { hasValues: true })).toEqual([
      '~upstreams (order): ["first","second"] -> ["second","first"]',
    ])
    expect(diffOf(before, after, { hasValues: false })).toEqual(['~upstreams (order)'])
    expect(diffOf(before, before, { hasValues: true })).toEqual([])
  })

  it('is short, however much that is', async () => {
    const name = 'x'.repeat(150)
    const names = Array.from({ length: 2000 }, (_, at) => [`repository-${at}`, { only: ['quay', 'ghcr'] }])
    const { changes, detail } = await put(
      await documentWith({
        repositories: Object.fromEntries([[name, { upstream: { quay: name } }], ...names]) as object,
      }),
    )
    expect(changes).toHaveLength(101)
    expect(changes.at(-1)).toMatch(/^and \d+ more$/)
    expect(detail.length).toBeLessThanOrEqual(10_000)
    const [line = ''] = diffOf({ a: 'x' }, { a: 'y'.repeat(500) }, { hasValues: true })
    expect(line).toBe(`~a: "x" -> "${'y'.repeat(198)}…`)
  })
})
