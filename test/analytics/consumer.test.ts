import { createExecutionContext, createMessageBatch, getQueueResult } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createApp } from '../../src/app.ts'
import { emptyLedger, edge, event, messageOf, numberOf } from './store.ts'
import { failing } from './fault.ts'

beforeEach(emptyLedger)
afterEach(() => vi.restoreAllMocks())

async function deliver(queue: string, bodies: unknown[], db = env.DB) {
  const messages = bodies.map((body, index) => ({
    id: `m${index}`,
    timestamp: new Date(),
    attempts: 1,
    body,
  }))
  const batch = createMessageBatch(queue, messages)
  const context = createExecutionContext()
  await createApp().queue(batch, { ...edge, env: { ...edge.env, DB: db } })
  return getQueueResult(batch, context)
}

const events = () => numberOf('SELECT COUNT(*) AS n FROM event')

describe('the queue', () => {
  it('is written into the ledger, and what is none of ours is tried again alone', async () => {
    const result = await deliver('events', [messageOf(event()), { nonsense: true }, messageOf(event())])
    expect(await events()).toBe(2)
    expect(result.retryMessages.map(({ msgId }) => msgId)).toEqual(['m1'])
    expect(result.retryBatch.retry).toBe(false)
  })

  it('is tried again whole when D1 fails, and the events are written once', async () => {
    const log = vi.spyOn(console, 'error').mockReturnValue()
    const bodies = [messageOf(event()), messageOf(event())]
    const result = await deliver('events', bodies, failing(env.DB, { call: 3, where: 'after' }).db)
    expect(result.retryBatch.retry).toBe(true)
    expect(log.mock.calls.join()).toContain('will be tried again')
    await deliver('events', bodies)
    expect(await events()).toBe(2)
  })
})

describe('the dead-letter queue', () => {
  it('parks what is none of ours whole, and writes an event that came too late for the first queue', async () => {
    vi.spyOn(console, 'error').mockReturnValue()
    await deliver('events-dead', [{ nonsense: 'x'.repeat(1000) }, messageOf(event())])
    await deliver('events-dead', [{ nonsense: 'x'.repeat(1000) }])
    expect(await events()).toBe(1)
    const { results } = await env.DB.prepare('SELECT id, body FROM parked').all()
    expect(results).toEqual([{ id: 'm0', body: JSON.stringify({ nonsense: 'x'.repeat(1000) }) }])
  })

  it('keeps its messages while D1 is away', async () => {
    const gone = failing(env.DB, { call: 0, where: 'before' }).db
    await expect(deliver('events-dead', [messageOf(event())], gone)).rejects.toThrow('made to fail')
  })
})
