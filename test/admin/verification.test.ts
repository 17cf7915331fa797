// What a switch looks at before it is made, and what keeps it from being made.
import { env } from 'cloudflare:workers'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { refusedSchema } from '../../cli/gateway/answer.ts'
import { answering, breakDown, byDigest, imageOf, stopClock } from '../gateway/scene.ts'
import type { World } from '../gateway/world.ts'
import { type Json, auditOf, createDesk, createPulled, send, watchLogs } from './desk.ts'

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

const chosen = () => env.CONFIG.get('upstream')
const unanswered = (path: string) =>
  answering(world, ['ghcr', path], () => Response.json({ errors: [] }, { status: 404 }))

describe('a switch', () => {
  it('compares with tokens where registries want them', async () => {
    const token = { auth: 'token', manifestsNeedToken: true } as const
    world = await createPulled({ upstreams: { quay: token, ghcr: token } })
    expect((await put({ upstream: 'ghcr' })).status).toBe(200)
  })

  it('refuses one that lacks something, says what, and switches when forced', async () => {
    unanswered('/v2/jetstack/cert-manager-controller/manifests/v1.18.2')
    const { status, json } = await put({ upstream: 'ghcr', reason: 'quay.io is slow' })
    expect(status).toBe(409)
    expect(json['error']).toMatch(/^not switched: ghcr compared with quay: 2 tags.*1 missing.*"force": true$/)
    expect(json.verification.repositories[0]?.['findings']).toMatchObject([
      { repository: 'cert-manager-controller', tag: 'v1.18.2', what: 'tag', kind: 'missing' },
    ])
    expect(json.verification.repositories[0]).toMatchObject({ tags_listed: 2, findings_left_out: 0 })
    // As the command reads it.
    expect(refusedSchema.parse(json).verification).toEqual(json.verification)
    expect(JSON.stringify(json)).not.toMatch(/"[a-z]+[A-Z]\w*":/)
    expect(await chosen()).toBeNull()
    expect(await auditOf(world)).toMatchObject([{ outcome: 'refused', after: 'ghcr' }])
    const forced = await put({ upstream: 'ghcr', force: true })
    expect([forced.status, forced.json.verification, await chosen()]).toEqual([200, null, 'ghcr'])
    expect((await auditOf(world))[0]).toMatchObject({ outcome: 'done', detail: 'forced' })
  })

  it('compares with what was chosen by hand after the last switch, and never with itself', async () => {
    unanswered('/v2/jetstack/cert-manager-controller/manifests/v1.18.2')
    expect((await put({ upstream: 'ghcr', force: true })).status).toBe(200)
    await env.CONFIG.put('upstream', 'quay')
    const { status, json } = await put({ upstream: 'ghcr' })
    expect([status, json.verification.ok]).toEqual([409, false])
    expect(json.verification).toMatchObject({ from: 'quay', to: 'ghcr' })
    expect(await chosen()).toBe('quay')
    expect((await auditOf(world))[0]).toMatchObject({
      outcome: 'refused',
      before: 'quay or ghcr',
      after: 'ghcr',
    })
  })

  it('refuses one that has the index and lacks an image of it', async () => {
    unanswered(`/v2/jetstack/cert-manager-controller/manifests/${imageOf(world).manifest}`)
    const { status, json } = await put({ upstream: 'ghcr' })
    expect(status).toBe(409)
    expect(json.verification.repositories[0]?.['findings']).toMatchObject([
      { what: 'child', kind: 'missing' },
    ])
  })

  it.each(['quay', 'ghcr'])('refuses where %s does not answer: nothing is known then', async (name) => {
    breakDown(world, name, { as: '503' })
    const { status, json } = await put({ upstream: 'ghcr' })
    expect(status).toBe(409)
    expect(JSON.stringify(json)).toContain('unreadable')
    expect(await chosen()).toBeNull()
  })

  it('waits for a registry that asks for a moment', async () => {
    breakDown(world, 'ghcr', { as: '429', retryAfterSeconds: 0, times: 1 })
    expect((await put({ upstream: 'ghcr' })).status).toBe(200)
  })

  it('in token mode does not take a registry that wants a login for one that has nothing', async () => {
    const name = 'jetstack/cert-manager-controller'
    const hidden = { auth: 'token' as const, privateRepositories: [name], users: { robot: 'x' } }
    const routes = {
      auth: 'token',
      repositories: { 'cert-manager-controller': {}, 'cert-manager-webhook': {} },
    }
    world = await createDesk({ upstreams: { quay: hidden, ghcr: {} }, routes })
    const { status, json } = await put({ upstream: 'ghcr' })
    expect(status).toBe(409)
    expect(json.verification.repositories.map(({ state }) => state)).toEqual(['unreadable', 'compared'])
  })

  it('refuses where nothing is known that could be compared', async () => {
    world = await createDesk()
    const { status, json } = await put({ upstream: 'ghcr' })
    expect(status).toBe(409)
    expect(json['error']).toMatch(/^not switched: nothing of ghcr could be compared/)
  })

  it('compares what the document spells out, and not what one of the two has not got by its word', async () => {
    const repositories = {
      'cert-manager-webhook': {},
      'only-there': { only: ['quay'] },
      'cert-manager-*': {},
    }
    world = await createDesk({ routes: { repositories } })
    const { status, json } = await put({ upstream: 'ghcr' })
    expect(status).toBe(200)
    expect(json.verification.repositories.map(({ repository }) => repository)).toEqual([
      'cert-manager-webhook',
    ])
  })

  it('sends no more requests than it may, and does not take a part for the whole', async () => {
    world = await createPulled({ vars: { VERIFY_REQUESTS_MAX: 9 } })
    const { status, json } = await put({ upstream: 'ghcr' })
    expect(status).toBe(409)
    expect(world.seen().length).toBeLessThanOrEqual(9)
    const reached = { complete: false, limits_reached: ['9 requests'] }
    expect(json.verification).toMatchObject({ ...reached, requests: 9, requests_max: 9 })
    expect(json['error']).toContain('and not all could be looked at: at most 9 requests (9 requests)')
    expect(JSON.stringify(json)).toContain('the 9 requests that a switch may take are used up')
    expect(json['error']).toContain('fairlead verify')
    // Whoever asks for an image is not held to that.
    expect((await world.ask(byDigest(world))).status).toBe(200)
  })

  it('says that no request at all was allowed, rather than that there was nothing to compare', async () => {
    world = await createPulled({ vars: { VERIFY_REQUESTS_MAX: 0 } })
    const { status, json } = await put({ upstream: 'ghcr' })
    expect([status, world.seen()]).toEqual([409, []])
    expect(json['error']).toContain('not all could be looked at: at most 0 requests')
  })

  it('looks at a hundred repositories, and says so where there are more', async () => {
    const names = Array.from({ length: 101 }, (_, at) => `image-${at}`)
    const repositories = Object.fromEntries(['cert-manager-webhook', ...names].map((name) => [name, {}]))
    world = await createDesk({ routes: { repositories } })
    const { status, json } = await put({ upstream: 'ghcr' })
    expect(status).toBe(409)
    expect(json.verification).toMatchObject({ complete: false, limits_reached: ['100 repositories'] })
    expect(json.verification.repositories).toHaveLength(100)
    expect(json['error']).toMatch(
      /all there, and not all could be looked at: at most 100 repositories \(\d+ /,
    )
  })

  it('begins no request after a minute, and does not take a registry for silent then', async () => {
    const pass = stopClock()
    answering(world, ['ghcr', '/v2/jetstack/cert-manager-controller/manifests/v1.18.2'], () => {
      pass(60)
      return Response.json({ errors: [] }, { status: 404 })
    })
    const { status, json } = await put({ upstream: 'ghcr' })
    expect(status).toBe(409)
    expect(json.verification).toMatchObject({ complete: false, limits_reached: ['60 seconds'] })
    const findings = json.verification.repositories.flatMap((one) => one['findings'] as Json[])
    const whys = new Set(findings.flatMap(({ why }) => why ?? []))
    expect([...whys]).toEqual(['not looked at: the 60 seconds that a switch may take are used up'])
  })
})
