// /admin/v1/incidents: what the operator says, and where everybody reads it.
import { splitStatements } from '../../cli/schema/statement.ts'
import { env } from 'cloudflare:workers'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { recordSwitch } from '../../src/monitor/incident.ts'
import type { World } from '../gateway/world.ts'
import { type Json, auditOf, createDesk, send, watchLogs } from './desk.ts'

let world: World
beforeEach(async () => {
  watchLogs()
  world = await createDesk()
  const at = Date.now() - 3_600_000
  await recordSwitch(env.DB, 'quay', at)
  await recordSwitch(env.DB, 'ghcr', at)
})
afterEach(() => vi.restoreAllMocks())

const inHours = (hours: number) => new Date(Date.now() + hours * 3_600_000).toISOString()
const listed = async () =>
  (await (await send(world, 'GET', 'incidents')).json<{ incidents: Json[] }>()).incidents
const open = async () =>
  (await (await world.ask('/api/v1/incidents')).json<{ incidents: Json[] }>()).incidents
const post = (body: object) => send(world, 'POST', 'incidents', { body })
const note = (id: string, body: object) => send(world, 'PUT', `incidents/${id}/note`, { body })
const page = async () => (await world.ask('/')).text()

const HOSTILE = '<script>alert(1)</script> & "quotes"'

describe('a notice', () => {
  it('is read by everybody, as text, before it begins and after it ends', async () => {
    const [started_at, ended_at] = [inHours(24), inHours(26)]
    const made = await post({ text: HOSTILE, started_at, ended_at })
    expect(made.status).toBe(201)
    expect(await made.json()).toEqual({ id: 'notice-1', audit: expect.any(Number) as number })
    expect((await open())[0]).toEqual({
      kind: 'notice',
      started_at,
      ended_at,
      from: null,
      to: null,
      why: '',
      requests_saved: 0,
      note: HOSTILE,
    })
    const html = await page()
    expect(html).toContain('&lt;script&gt;alert(1)&lt;/script&gt; &amp; &quot;quotes&quot;')
    expect(html).not.toContain('<script>alert')
    expect((await auditOf(world))[0]).toMatchObject({ subject: 'notice', after: HOSTILE, outcome: 'done' })
  })

  it('can be worded anew, ended, and taken back', async () => {
    await post({ text: 'Work', started_at: inHours(-1) })
    expect((await note('notice-1', { text: 'More work' })).status).toBe(200)
    expect((await open())[0]).toMatchObject({ note: 'More work', ended_at: null })
    const ended_at = inHours(1)
    expect((await note('notice-1', { text: 'Done', ended_at })).status).toBe(200)
    expect((await note('notice-1', { text: 'All done' })).status).toBe(200)
    expect((await open())[0]).toMatchObject({ note: 'All done', ended_at })
    expect((await note('notice-1', { text: 'Not done', ended_at: null })).status).toBe(200)
    expect((await open())[0]).toMatchObject({ ended_at: null })
    expect((await send(world, 'DELETE', 'incidents/notice-1/note')).status).toBe(200)
    expect((await open()).map(({ kind }) => kind)).toEqual(['switch'])
    expect((await send(world, 'DELETE', 'incidents/notice-1/note')).status).toBe(404)
    expect((await auditOf(world)).map(({ action, before, after }) => [action, before, after])).toEqual([
      ['delete', 'Not done', ''],
      ['put', 'All done', 'Not done'],
      ['put', 'Done', 'All done'],
      ['put', 'More work', 'Done'],
      ['put', 'Work', 'More work'],
      ['post', '', 'Work'],
    ])
  })

  it.each<[object]>([
    [{ text: 'x' }],
    [{ started_at: '2026-11-22T00:00:00Z' }],
    [{ text: '', started_at: inHours(0) }],
    [{ text: ' ', started_at: inHours(0) }],
    [{ text: 'x'.repeat(501), started_at: inHours(0) }],
    [{ text: 'a\u0007b', started_at: inHours(0) }],
    [{ text: 'x', started_at: 'tomorrow' }],
    [{ text: 'x', started_at: '2026-11-22' }],
    [{ text: 'x', started_at: '2026-11-22T14:30:00' }],
    [{ text: 'x', started_at: '2026-02-30T14:30:00Z' }],
    [{ text: 'x', started_at: '2026-11-22T25:30:00Z' }],
    [{ text: 'x', started_at: '2026-11-22T24:00:00Z' }],
    [{ text: 'x', started_at: '2026-11-22T1:30:00Z' }],
    [{ text: 'x', started_at: '2026-11-22T14:30:00+99:99' }],
    [{ text: 'x', started_at: inHours(2), ended_at: inHours(1) }],
    [{ text: 'x', started_at: inHours(24 * 400) }],
    [{ text: 'x', started_at: inHours(0), kind: 'outage' }],
  ])('is not %j', async (body) => {
    expect((await post(body)).status).toBe(400)
    expect(await open()).toHaveLength(1)
  })
})

describe('a note on an incident', () => {
  it('stands beside what was seen, and can be worded anew and taken back', async () => {
    const [incident] = await listed()
    expect(incident).toMatchObject({ id: '1', kind: 'switch', requests_saved: 0, note: null })
    expect(
      Object.keys(incident ?? {})
        .filter((key) => key !== 'id')
        .toSorted(),
    ).toEqual(Object.keys((await open())[0] ?? {}).toSorted())
    for (const text of ['First', HOSTILE]) expect((await note('1', { text })).status).toBe(200)
    expect(await open()).toMatchObject([{ kind: 'switch', from: 'quay', to: 'ghcr', note: HOSTILE }])
    expect(await page()).toContain('&lt;script&gt;alert(1)')
    expect((await send(world, 'DELETE', 'incidents/1/note')).status).toBe(200)
    expect(await open()).toMatchObject([{ kind: 'switch', note: null }])
    expect(await auditOf(world)).toMatchObject([
      { subject: 'incident-1', action: 'delete', before: HOSTILE },
      { subject: 'incident-1', before: 'First', after: HOSTILE },
      { subject: 'incident-1', before: '', after: 'First' },
    ])
  })

  it.each(['7', 'notice-7', 'x', '-1', '1.5', '1e3', '%31', '9'.repeat(30)])('needs one: %s', async (id) => {
    expect((await note(id, { text: 'x' })).status).toBe(404)
    expect(await auditOf(world)).toEqual([])
  })

  it('cannot end it', async () => {
    const told = await note('1', { text: 'x', ended_at: inHours(0) })
    expect([told.status, await told.text()]).toEqual([400, expect.stringMatching(/leave ended_at out/)])
  })
})

describe('a database from before the admin API', () => {
  it('keeps what it has and takes what is new', async () => {
    const { results } = await env.DB.prepare('SELECT * FROM incident').all()
    await env.DB.batch(
      ['audit', 'notice', 'incident_note', 'config_change'].map((table) =>
        env.DB.prepare(`DROP TABLE ${table}`),
      ),
    )
    const { default: schema } = await import('../../schema.sql?raw')
    await env.DB.batch(splitStatements(schema).map((sql) => env.DB.prepare(sql)))
    expect((await env.DB.prepare('SELECT * FROM incident').all()).results).toEqual(results)
    expect((await note('1', { text: 'Still here' })).status).toBe(200)
    expect(await open()).toMatchObject([{ kind: 'switch', note: 'Still here' }])
  })
})
