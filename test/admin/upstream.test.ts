// /admin/v1/upstream: the switch, once the other upstream is seen to have what people pull.
import { env } from 'cloudflare:workers'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { changedSchema } from '../../cli/gateway/answer.ts'
import { TAG, breakDown, stopClock } from '../gateway/scene.ts'
import type { World } from '../gateway/world.ts'
import { incidentsOf } from '../monitor/scene.ts'
import { type Json, auditOf, createPulled, documentWith, send, watchLogs } from './desk.ts'

let world: World
beforeEach(async () => {
  watchLogs()
  world = await createPulled()
})
afterEach(() => {
  vi.useRealTimers()
  vi.restoreAllMocks()
})

type Switched = Json & { verification: Json & { repositories: Json[] } }

async function put(body: object): Promise<{ status: number; json: Switched }> {
  const response = await send(world, 'PUT', 'upstream', { body })
  return { status: response.status, json: await response.json() }
}

const standing = async () => (await send(world, 'GET', 'upstream')).json()
const chosen = () => env.CONFIG.get('upstream')

describe('GET /admin/v1/upstream', () => {
  it('tells which is active, whether that was chosen, and which there are', async () => {
    const upstreams = ['quay', 'ghcr']
    expect(await standing()).toEqual({ active: 'quay', set: null, may_serve: ['quay'], upstreams })
    await env.CONFIG.put('upstream', 'ghcr\n')
    expect(await standing()).toEqual({ active: 'ghcr', set: 'ghcr', may_serve: ['ghcr'], upstreams })
    await env.CONFIG.put('upstream', 'nowhere')
    expect(await standing()).toEqual({ active: 'quay', set: 'nowhere', may_serve: ['quay'], upstreams })
  })

  it('reads KV, whatever the isolate remembers', async () => {
    world = await createPulled({ vars: { CONFIG_TTL_SECONDS: 300 } })
    await world.ask(TAG)
    await env.CONFIG.put('upstream', 'ghcr')
    expect(await standing()).toMatchObject({ active: 'ghcr' })
    const upstreams = { third: { registry: 'https://third.example.com' } }
    await env.CONFIG.put('routes', await documentWith({ upstreams }))
    expect(await standing()).toMatchObject({ active: 'third', upstreams: ['third'] })
  })

  it('has nothing to tell without a routes document', async () => {
    await env.CONFIG.delete('routes')
    await env.CONFIG.delete('routes:last-good')
    world.restart()
    expect((await send(world, 'GET', 'upstream')).status).toBe(409)
    expect((await put({ upstream: 'quay' })).status).toBe(409)
  })
})

describe('PUT /admin/v1/upstream', () => {
  it('switches to an upstream that has all, at once here, and says what was compared', async () => {
    const before = Date.now()
    const { status, json } = await put({ upstream: 'ghcr', reason: 'quay.io is slow' })
    expect(status).toBe(200)
    expect(json).toMatchObject({
      active: 'ghcr',
      before: 'quay',
      verification: { ok: true, from: 'quay', to: 'ghcr', complete: true, compared: 2 },
    })
    const [repository] = json.verification.repositories
    expect(repository).toMatchObject({
      repository: 'cert-manager-controller',
      state: 'compared',
      tags_listed: 2,
      findings: [],
      findings_left_out: 0,
    })
    expect(JSON.stringify(json)).not.toMatch(/"[a-z]+[A-Z]\w*":/)
    // As the command reads it.
    const { everywhere_by } = changedSchema.parse(json)
    expect(Date.parse(everywhere_by ?? '') - before).toBeLessThanOrEqual(90_000)
    expect(await chosen()).toBe('ghcr')
    world.seen()
    await world.ask(TAG)
    expect(world.seen()).toContain('ghcr manifest 200')
    expect(await auditOf(world)).toMatchObject([
      {
        id: json['audit'],
        actor: 'token',
        action: 'put',
        subject: 'upstream',
        before: 'quay',
        after: 'ghcr',
        reason: 'quay.io is slow',
        detail: expect.stringMatching(
          /^ghcr compared with quay: 2 tags of 1 repositories, all there \(\d+ requests\)$/,
        ) as string,
        outcome: 'done',
      },
    ])
  })

  it('to the one that is active already needs no comparison', async () => {
    const { status, json } = await put({ upstream: 'quay' })
    expect([status, json['before'], json.verification, await chosen()]).toEqual([200, 'quay', null, 'quay'])
    expect(world.seen()).toEqual([])
  })

  it('looks closely while KV may show what was there before the last switch', async () => {
    expect((await put({ upstream: 'ghcr' })).status).toBe(200)
    await env.CONFIG.delete('upstream') // as another data centre may see it for a minute
    expect(await standing()).toMatchObject({ active: 'quay', set: null, may_serve: ['quay', 'ghcr'] })
    const { status, json } = await put({ upstream: 'quay' })
    expect([status, json['before']]).toEqual([200, 'quay or ghcr'])
    expect(json.verification).toMatchObject({ ok: true, from: 'ghcr', to: 'quay' })
    await env.CONFIG.put('upstream', 'ghcr')
    const again = await put({ upstream: 'quay' })
    expect([again.json['before'], again.json.verification.ok]).toEqual(['ghcr or quay', true])
  })

  it.each<[object, RegExp]>([
    [{ upstream: 'nowhere' }, /no upstream is named \\"nowhere\\"; there are: quay, ghcr/],
    [{ upstream: 'toString' }, /no upstream is named/],
    [{ upstream: '' }, /no upstream is named/],
    [{}, /"path":"upstream","message":"is missing"/],
    [
      { upstream: 'ghcr', forced: true },
      /"path":"forced","message":"is not known here; did you mean \\"force\\"/,
    ],
    [{ upstream: 'ghcr', force: 'yes' }, /"path":"force","message":"must be true or false"/],
    [{ upstream: 'ghcr', reason: 'a\nb' }, /one line of plain text/],
    [{ upstream: 'ghcr', reason: 'a\u202eb' }, /one line of plain text/],
    [
      { upstream: 'ghcr', reason: 'x'.repeat(501) },
      /"path":"reason","message":"must have at most 500 characters"/,
    ],
    [[], /"path":"body","message":"must be an object"/],
  ])('refuses %j', async (body, message) => {
    const { status, json } = await put(body)
    expect(status).toBe(400)
    expect(JSON.stringify(json)).toMatch(message)
    expect([await chosen(), await auditOf(world)]).toEqual([null, []])
  })

  it('refuses what is no JSON or too long', async () => {
    for (const [body, status] of [
      ['{', 400],
      ['', 400],
      [`{"upstream":"${'x'.repeat(17_000)}"}`, 413],
    ] as const)
      expect((await send(world, 'PUT', 'upstream', { body })).status).toBe(status)
  })
})

describe('DELETE /admin/v1/upstream', () => {
  it('goes back to the first, with the same look before', async () => {
    await put({ upstream: 'ghcr', force: true })
    breakDown(world, 'quay', { as: '503' })
    expect((await send(world, 'DELETE', 'upstream')).status).toBe(409)
    expect(await chosen()).toBe('ghcr')
    const response = await send(world, 'DELETE', 'upstream?force=true&reason=Back')
    expect(await response.json()).toMatchObject({ active: 'quay', before: 'ghcr', verification: null })
    expect(await chosen()).toBeNull()
    expect((await auditOf(world))[0]).toMatchObject({ action: 'delete', after: 'quay', reason: 'Back' })
  })
})

describe('the reason of a switch', () => {
  it('is what the public reads, of that switch alone', async () => {
    const pass = stopClock()
    await world.cron('* * * * *')
    pass(60)
    await put({ upstream: 'ghcr', force: true, reason: 'quay.io is slow' })
    await world.cron('* * * * *')
    // Until then KV may show anywhere what was before.
    pass(90)
    await env.CONFIG.put('upstream', 'quay')
    await world.cron('* * * * *')
    pass(60)
    await env.CONFIG.put('upstream', 'ghcr')
    await world.cron('* * * * *')
    expect((await incidentsOf(world)).map(({ to, why }) => `${to ?? ''}: ${why}`)).toEqual([
      'ghcr: the operator chose it',
      'quay: the operator chose it',
      'ghcr: quay.io is slow',
    ])
  })

  it('is of each of two switches, there and back between two looks of the cron, which KV shows late', async () => {
    const pass = stopClock()
    const begun = Date.now()
    await world.cron('* * * * *')
    pass(10)
    await put({ upstream: 'ghcr', force: true, reason: 'quay.io is slow' })
    pass(20)
    await put({ upstream: 'quay', force: true, reason: 'it is well again' })
    const incidents = async () =>
      (await incidentsOf(world)).map(
        ({ started_at, to, why }) => `${(Date.parse(started_at) - begun) / 1000} s, ${to ?? ''}: ${why}`,
      )
    const both = ['30 s, quay: it is well again', '10 s, ghcr: quay.io is slow']
    expect(await incidents()).toEqual(both)
    await env.CONFIG.put('upstream', 'ghcr')
    pass(30)
    await world.cron('* * * * *')
    await env.CONFIG.put('upstream', 'quay')
    pass(60)
    await world.cron('* * * * *')
    expect(await incidents()).toEqual(both)
  })
})
