import { env } from 'cloudflare:workers'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { type World, createWorld, errorOf } from './world.ts'

const TAG = '/v2/cert-manager-controller/manifests/v1.19.0'
let world: World
let log: { mock: { calls: unknown[][] } }

beforeEach(async () => {
  log = vi.spyOn(console, 'error').mockReturnValue()
  world = await createWorld({
    upstreams: { quay: {}, ghcr: { auth: 'token' } },
    upstream: { blobs: 'direct' },
  })
})
afterEach(() => vi.restoreAllMocks())

async function status(): Promise<{ active_upstream: string; problems: string[] }> {
  return (await world.ask('/api/v1/status')).json()
}

describe('the upstream key', () => {
  it('chooses the upstream of the next request; the first listed without it', async () => {
    await world.ask(TAG)
    expect(world.seen()).toEqual(['quay manifest 200'])
    await env.CONFIG.put('upstream', ' ghcr\n')
    await world.ask(TAG)
    expect(world.seen()).toContain('ghcr manifest 200')
    await env.CONFIG.delete('upstream')
    await world.ask(TAG)
    expect(world.seen()).toEqual(['quay manifest 200'])
  })

  it('is reported and ignored when it names nothing', async () => {
    await env.CONFIG.put('upstream', 'nowhere')
    await world.ask(TAG)
    expect(world.seen()).toEqual(['quay manifest 200'])
    expect(await status()).toMatchObject({
      active_upstream: 'quay',
      problems: ['upstream: "nowhere" is none of quay, ghcr; quay is used'],
    })
    expect(log.mock.calls.join()).toContain('nowhere')
  })
})

describe('a broken routes document', () => {
  it.each([
    ['not JSON', '{', 'routes: is not JSON'],
    ['an unknown field', JSON.stringify({ upstreams: {}, repositories: {}, x: 1 }), 'x: is not a field'],
  ])('leaves the last good one in use, in new isolates too: %s', async (_what, text, problem) => {
    expect((await world.ask(TAG)).status).toBe(200)
    await env.CONFIG.put('routes', text)
    for (const isolate of ['old', 'new']) {
      if (isolate === 'new') world.restart()
      expect((await world.ask(TAG)).status).toBe(200)
      const { problems } = await status()
      expect(problems.join()).toContain(problem)
      expect(problems.at(-1)).toBe('routes: the last good document stays in use')
      expect((await world.ask('/healthz')).status).toBe(200)
    }
    expect(log.mock.calls.join()).toContain(problem)
  })

  it('is logged once, not with every request', async () => {
    await env.CONFIG.put('routes', '{')
    await env.CONFIG.delete('routes:last-good')
    for (let request = 0; request < 3; request++) await world.ask(TAG)
    expect(log.mock.calls).toHaveLength(1)
  })

  it('with no good one ever is 503 with what is wrong', async () => {
    await env.CONFIG.put('routes', '{"upstreams": 1}')
    for (const path of [TAG, '/v2/']) {
      const response = await world.ask(path)
      expect(response.status).toBe(503)
      const error = await errorOf(response)
      expect(error.code).toBe('UNAVAILABLE')
      expect(error.message).toContain('upstreams: ')
    }
    const health = await world.ask('/healthz')
    expect(health.status).toBe(503)
    expect(await health.json()).toMatchObject({ ok: false })
  })

  it('that is mended is used', async () => {
    const good = (await env.CONFIG.get('routes')) ?? ''
    await env.CONFIG.put('routes', '{')
    expect((await world.ask(TAG)).status).toBe(503)
    await env.CONFIG.put('routes', good)
    expect((await world.ask(TAG)).status).toBe(200)
    expect((await status()).problems).toEqual([])
  })
})

describe('a routes document in which a field is there twice', () => {
  it('serves as it did before that was looked for, and says so', async () => {
    const good = (await env.CONFIG.get('routes')) ?? ''
    await env.CONFIG.put('routes', good.replace('{', '{"repositories": {},'))
    await env.CONFIG.delete('routes:last-good')
    world.restart()
    expect((await world.ask(TAG)).status).toBe(200)
    const { problems } = await status()
    expect(problems).toHaveLength(1)
    expect(problems[0]).toMatch(/^repositories: is at line 1, column 2, and again at .* only the last counts/)
  })
})

describe('a failing KV', () => {
  it('leaves what is known in use', async () => {
    await world.ask(TAG)
    vi.spyOn(env.CONFIG, 'get').mockRejectedValue(new Error('KV is down'))
    expect((await world.ask(TAG)).status).toBe(200)
    expect((await status()).problems.join()).toContain('CONFIG cannot be read')
  })
})

describe('a variable that is not as it must be', () => {
  it('is said in the logs, and clients get an error of their own kind', async () => {
    const log = vi.spyOn(console, 'error').mockReturnValue()
    world = await createWorld({ upstreams: { quay: {} }, vars: { TAG_TTL_SECONDS: 'soon' } })
    const answer = await world.ask(TAG)
    expect([answer.status, (await errorOf(answer)).code]).toEqual([500, 'UNKNOWN'])
    expect(JSON.stringify(log.mock.calls)).toContain('TAG_TTL_SECONDS')
  })
})
