// How often somebody may fail to get in, and how often anything may be changed.
import { env } from 'cloudflare:workers'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { stopClock } from '../gateway/scene.ts'
import { GENEROUS, TOKEN, auditOf, createDesk, send, watchLogs } from './desk.ts'

let logs: () => string
beforeEach(() => {
  logs = watchLogs()
})
afterEach(() => {
  vi.useRealTimers()
  vi.restoreAllMocks()
})

describe('the limits', () => {
  const counted = (most: number) => {
    const counts = new Map<string, number>()
    return {
      counts,
      limit: ({ key }: { key: string }) => {
        counts.set(key, (counts.get(key) ?? 0) + 1)
        return Promise.resolve({ success: (counts.get(key) ?? 0) <= most })
      },
    }
  }
  const from = (address: string, token = 'guessed-wrong-again') => ({
    headers: { Authorization: `Bearer ${token}`, 'CF-Connecting-IP': address },
  })

  it('shut out whoever fails too often for a minute, even with the right token then, and nobody else', async () => {
    const ADMIN_REFUSED = counted(3)
    const world = await createDesk({ vars: { ADMIN_REFUSED } })
    const pass = stopClock()
    const statusFrom = async (...who: Parameters<typeof from>) =>
      (await world.ask('/admin/v1/upstream', from(...who))).status
    for (let tries = 0; tries < 3; tries++) expect(await statusFrom('192.0.2.7')).toBe(401)
    const limited = await world.ask('/admin/v1/upstream', from('192.0.2.7'))
    expect([limited.status, limited.headers.get('Retry-After')]).toEqual([429, '60'])
    expect(await statusFrom('192.0.2.7', TOKEN)).toBe(429)
    expect(await statusFrom('192.0.2.8', TOKEN)).toBe(200)
    pass(61)
    expect(await statusFrom('192.0.2.7', TOKEN)).toBe(200)
    const keys = [...ADMIN_REFUSED.counts.keys()]
    expect(keys).toHaveLength(1)
    expect(keys.join() + logs()).not.toContain('192.0.2')
  })

  it('take the addresses of one home for one, and count nobody who brings nothing', async () => {
    const ADMIN_REFUSED = counted(1)
    const world = await createDesk({ vars: { ADMIN_REFUSED } })
    for (const address of ['2001:db8::1', '2001:db8::2']) await world.ask('/admin/v1/upstream', from(address))
    expect([...ADMIN_REFUSED.counts.values()]).toEqual([2])
    await world.ask('/admin/v1/upstream', { headers: { 'CF-Connecting-IP': '192.0.2.9' } })
    expect(ADMIN_REFUSED.counts.size).toBe(1)
  })

  it('hold for changes from anywhere, and not for reading', async () => {
    const world = await createDesk({ vars: { ADMIN_CHANGES: counted(2) } })
    const change = () => send(world, 'PUT', 'release', { body: { release: 'v1.0.0' } })
    expect([(await change()).status, (await change()).status]).toEqual([200, 200])
    const limited = await change()
    expect([limited.status, limited.headers.get('Retry-After')]).toEqual([429, '60'])
    expect((await send(world, 'GET', 'release')).status).toBe(200)
    expect(await auditOf(world)).toHaveLength(2)
  })

  it.each([
    ['not there', undefined],
    ['failing', { limit: () => Promise.reject(new Error('no')) }],
  ])('hold in each isolate where the binding is %s', async (_, binding) => {
    const world = await createDesk({ vars: { ADMIN_REFUSED: binding, ADMIN_CHANGES: binding } })
    const statuses = []
    for (let tries = 0; tries < 11; tries++)
      statuses.push((await world.ask('/admin/v1/upstream', from('192.0.2.7'))).status)
    expect(statuses).toEqual([...Array<number>(10).fill(401), 429])
    for (let tries = 0; tries < 30; tries++)
      await send(world, 'PUT', 'release', { body: { release: 'v1.0.0' } })
    expect((await send(world, 'PUT', 'release', { body: { release: 'v1.0.0' } })).status).toBe(429)
  })

  it('are those of the platform where it has them', async () => {
    const world = await createDesk({ vars: { ADMIN_REFUSED: env.ADMIN_REFUSED, ADMIN_CHANGES: GENEROUS } })
    const statuses = []
    for (let tries = 0; tries < 11; tries++)
      statuses.push((await world.ask('/admin/v1/upstream', from('192.0.2.77'))).status)
    expect(statuses).toEqual([...Array<number>(10).fill(401), 429])
  })
})
