import { createExecutionContext, createMessageBatch, getQueueResult } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Fact } from '../../src/analytics/message.ts'
import { createApp } from '../../src/app.ts'
import { emptyLedger, edge, event, messageOf, numberOf } from './store.ts'
import { failing } from './fault.ts'

beforeEach(emptyLedger)
afterEach(() => vi.restoreAllMocks())

/** What was sent to be delivered later: with it a delay in seconds. */
let sent: { body: unknown; delaySeconds: number | undefined }[]
beforeEach(() => {
  sent = []
})
const EVENTS = {
  send: (body: unknown, { delaySeconds }: QueueSendOptions = {}) =>
    Promise.resolve(sent.push({ body, delaySeconds })),
}

async function deliver(queue: string, bodies: unknown[], db = env.DB) {
  const messages = bodies.map((body, index) => ({
    id: `m${index}`,
    timestamp: new Date(),
    attempts: 1,
    body,
  }))
  const batch = createMessageBatch(queue, messages)
  const context = createExecutionContext()
  await createApp().queue(batch, { ...edge, env: Object.assign({}, edge.env, { DB: db, EVENTS }) })
  return getQueueResult(batch, context)
}

const dropped = () => numberOf('SELECT COUNT(*) AS n FROM dropped_event')
const events = () => numberOf('SELECT COUNT(*) AS n FROM event')

describe('the queue', () => {
  it('is written into the ledger, and what is none of ours is tried again alone', async () => {
    const result = await deliver('events', [messageOf(event()), { nonsense: true }, messageOf(event())])
    expect(await events()).toBe(2)
    expect(result.retryMessages.map(({ msgId }) => msgId)).toEqual(['m1'])
    expect(result.retryBatch.retry).toBe(false)
  })

  it('may have what came together in one message', async () => {
    const together = [messageOf(event()), messageOf(event())]
    const result = await deliver('events', [together, messageOf(event()), together])
    expect(await events()).toBe(3)
    expect(result.retryMessages).toEqual([])
  })

  it('is written but for what is none of ours, which is tried again with what it came with', async () => {
    const result = await deliver('events', [[messageOf(event()), 'nonsense'], messageOf(event())])
    expect(await events()).toBe(2)
    expect(result.retryMessages.map(({ msgId }) => msgId)).toEqual(['m0'])
  })

  it('is written in parts that D1 can take, and only the part that fails is tried again', async () => {
    vi.spyOn(console, 'error').mockReturnValue()
    const parts = Array.from({ length: 3 }, () => Array.from({ length: 600 }, () => messageOf(event())))
    const result = await deliver('events', parts, failing(env.DB, { call: 0, where: 'before' }).db)
    expect(await events()).toBe(1200)
    expect(result.retryMessages.map(({ msgId }) => msgId)).toEqual(['m0'])
  })

  it('is tried again whole when D1 fails, and the events are written once', async () => {
    const log = vi.spyOn(console, 'error').mockReturnValue()
    const bodies = [messageOf(event()), messageOf(event())]
    const result = await deliver('events', bodies, failing(env.DB, { call: 3, where: 'after' }).db)
    expect(result.retryMessages).toHaveLength(2)
    expect(log.mock.calls.join()).toContain('will be tried again')
    await deliver('events', bodies)
    expect(await events()).toBe(2)
  })
})

describe('a download of a blob that nothing is known of', () => {
  const download = (at: number) => messageOf(event({ metric: 'download', tag: null, digest: 'sha256:x', at }))

  it('waits for the manifest that tells of it, and is dropped if none comes', async () => {
    const early = download(Date.now())
    const { retryMessages } = await deliver('events', [[early, messageOf(event())]])
    expect(retryMessages).toEqual([])
    expect(sent).toEqual([{ body: [early], delaySeconds: 30 }])
    await deliver('events', [download(Date.now() - 60_000)])
    expect(sent.at(-1)?.delaySeconds).toBeGreaterThanOrEqual(90)
    expect([await events(), await dropped()]).toEqual([1, 0])
    await deliver('events', [download(Date.now() - 11 * 60_000)])
    expect([await events(), await dropped()]).toEqual([1, 1])
  })

  it('is no drop any more once something is known of it', async () => {
    const late = download(Date.now() - 11 * 60_000)
    await deliver('events', [late])
    const fact: Fact = {
      artifact: 'cert-manager-controller',
      digest: 'sha256:y',
      role: 'image',
      config: '',
      layer: 'sha256:x',
      others: [],
      children: [],
    }
    await deliver('events', [{ event: null, fact, host: null }, late])
    expect([await events(), await dropped()]).toEqual([1, 0])
  })

  it('is none of an artifact that never served such an image', async () => {
    const fact: Fact = {
      artifact: 'cert-manager-webhook',
      digest: 'sha256:y',
      role: 'image',
      config: '',
      layer: 'sha256:x',
      others: [],
      children: [],
    }
    await deliver('events', [{ event: null, fact, host: null }, download(Date.now() - 11 * 60_000)])
    expect(await events()).toBe(0)
    expect(await numberOf("SELECT COUNT(*) AS n FROM label WHERE dimension = 'artifact'")).toBe(0)
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

  it('parks what is none of ours out of a message, each by itself, and writes the rest of it', async () => {
    vi.spyOn(console, 'error').mockReturnValue()
    await deliver('events-dead', [['one', messageOf(event()), 'other'], []])
    expect(await events()).toBe(1)
    const { results } = await env.DB.prepare('SELECT id, body FROM parked ORDER BY id').all()
    expect(results).toEqual([
      { id: 'm0', body: '"one"' },
      { id: 'm0 1', body: '"other"' },
      { id: 'm1', body: '[]' },
    ])
  })

  it('keeps its messages while D1 is away', async () => {
    const gone = failing(env.DB, { call: 0, where: 'before' }).db
    vi.spyOn(console, 'error').mockReturnValue()
    const result = await deliver('events-dead', [messageOf(event()), 'nonsense'], gone)
    expect(result.retryMessages.map(({ msgId }) => msgId)).toEqual(['m0', 'm1'])
  })
})
