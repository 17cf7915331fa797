// Events of one isolate that come together leave together, and none is lost when the one that should send is ended.
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { env } from 'cloudflare:workers'
import type { Ledger } from '../../src/analytics/ledger.ts'
import type { Message } from '../../src/analytics/message.ts'
import { createSink } from '../../src/analytics/sink.ts'
import { type Edge, edgeOf } from '../../src/edge.ts'

const GATHER_MS = 20

let calls: string[][]
let written: Message[]
let isDown: boolean
let edge: Edge
const ledger: Ledger = {
  write: (_edge, messages) => {
    written.push(...messages)
    return Promise.resolve(new Set<string>())
  },
}

beforeEach(() => {
  calls = []
  written = []
  isDown = false
  const take = (ids: string[]) => {
    if (isDown) return Promise.reject(new Error('is down'))
    calls.push(ids)
    return Promise.resolve()
  }
  const EVENTS = {
    send: (message: Message) => take([idOf(message)]),
    sendBatch: (batch: { body: Message }[]) => take(batch.map(({ body }) => idOf(body))),
  }
  edge = edgeOf(Object.assign({}, env, { EVENTS }), { waitUntil: () => undefined })
})
afterEach(() => vi.restoreAllMocks())

const idOf = ({ dropped }: Message) => dropped?.id ?? ''

function message(number: number): Message {
  const dropped = { id: String(number).padStart(24, '0'), at: 0, reason: 'do_not_track' } as const
  return { event: null, fact: null, host: null, dropped }
}

function many(count: number): Message[] {
  return Array.from({ length: count }, (_, number) => message(number))
}

describe('the sink', () => {
  it('sends one message alone', async () => {
    await createSink().send(edge, ledger, message(1))
    expect(calls).toEqual([[idOf(message(1))]])
  })

  it('sends what comes together in as few calls as the queue allows, each once', async () => {
    const sink = createSink()
    await Promise.all(many(120).map((one) => sink.send(edge, ledger, one)))
    expect(calls.map(({ length }) => length)).toEqual([50, 50, 20])
    expect(calls.flat()).toEqual(many(120).map(idOf))
  })

  it('does not hold what was learned, which tells what the events are of', async () => {
    const sink = createSink()
    const fact = {
      artifact: 'a',
      digest: 'd',
      role: 'index',
      config: '',
      layer: '',
      others: [],
      children: [],
    } as const
    const learned = { ...message(2), fact: { ...fact, others: [], children: [] } }
    const held = sink.send(edge, ledger, message(1))
    await sink.send(edge, ledger, learned)
    expect(calls).toEqual([[idOf(learned)]])
    await held
    expect(calls).toHaveLength(2)
  })

  it('loses nothing when the request that opened a batch is ended before it could send', async () => {
    const ended = new Promise<void>(() => undefined)
    vi.spyOn(scheduler, 'wait').mockImplementation((ms) => (ms === GATHER_MS ? ended : Promise.resolve()))
    const sink = createSink()
    const [first, ...others] = many(3).map((one) => sink.send(edge, ledger, one))
    void first
    await Promise.all(others)
    expect(calls).toEqual([many(3).map(idOf)])
  })

  it('writes all of a batch into the ledger when the queue stays down', async () => {
    vi.spyOn(scheduler, 'wait').mockResolvedValue()
    isDown = true
    const sink = createSink()
    await Promise.all(many(50).map((one) => sink.send(edge, ledger, one)))
    expect(new Set(written.map(idOf))).toEqual(new Set(many(50).map(idOf)))
  })
})
