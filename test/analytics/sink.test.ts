// Messages go into the queue, else into the ledger, else into the log.
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { env } from 'cloudflare:workers'
import type { Ledger } from '../../src/analytics/ledger.ts'
import type { Message } from '../../src/analytics/message.ts'
import { sendMessages } from '../../src/analytics/sink.ts'
import { type Edge, edgeOf } from '../../src/edge.ts'
import { overriding } from './fault.ts'
import { emptyLedger, event, messageOf, numberOf, edge as realEdge, ledger as realLedger } from './store.ts'

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
    send: (body: Message | Message[]) => take([body].flat().map(idOf)),
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

describe('sendMessages', () => {
  it('sends one alone, and several as one message of the queue', async () => {
    await sendMessages(edge, ledger, [message(1)])
    await sendMessages(edge, ledger, many(3))
    expect(calls).toEqual([[idOf(message(1))], many(3).map(idOf)])
  })

  it('writes all into the ledger when the queue stays down', async () => {
    vi.spyOn(scheduler, 'wait').mockResolvedValue()
    isDown = true
    await sendMessages(edge, ledger, many(50))
    expect(written).toEqual(many(50))
  })

  it('logs them whole when the ledger is down as well', async () => {
    vi.spyOn(scheduler, 'wait').mockResolvedValue()
    const log = vi.spyOn(console, 'error').mockImplementation(() => undefined)
    isDown = true
    await sendMessages(edge, { write: () => Promise.reject(new Error('is down')) }, many(2))
    for (const one of many(2)) expect(log.mock.calls.join()).toContain(idOf(one))
  })

  it('logs no source: the log is not purged with the raw events', async () => {
    vi.spyOn(scheduler, 'wait').mockResolvedValue()
    const log = vi.spyOn(console, 'error').mockImplementation(() => undefined)
    isDown = true
    const one = event({ source: '0123456789abcdef' })
    await sendMessages(edge, { write: () => Promise.reject(new Error('is down')) }, [messageOf(one)])
    expect(log.mock.calls.join()).toContain(one.id)
    expect(log.mock.calls.join()).not.toContain('0123456789abcdef')
  })
})

describe('a download with EVENT_SINK=direct whose manifest is not known yet', () => {
  const early = () => messageOf(event({ metric: 'download', tag: null, digest: 'sha256:layer' }))
  const FACT: Message = {
    event: null,
    fact: {
      artifact: 'cert-manager-controller',
      digest: 'sha256:manifest',
      role: 'image',
      config: '',
      layer: 'sha256:layer',
      others: [],
      children: [],
    },
    host: null,
  }
  const direct: Edge = { ...realEdge, settings: { ...realEdge.settings, eventSink: 'direct' } }
  /** What happens while it waits. */
  let meanwhile: () => Promise<void>
  let waits: number[]
  beforeEach(async () => {
    await emptyLedger()
    waits = []
    meanwhile = () => Promise.resolve()
    vi.spyOn(scheduler, 'wait').mockImplementation((ms) => (waits.push(ms), meanwhile()))
  })
  const rows = async () => [
    await numberOf('SELECT COUNT(*) AS n FROM event'),
    await numberOf("SELECT COUNT(*) AS n FROM dropped_event WHERE reason = 'unknown_layer'"),
  ]

  it('is written once more after some seconds, and counts, within the 50 queries of the free plan', async () => {
    const asked: string[] = []
    const DB = overriding(env.DB, { prepare: (sql: string) => (asked.push(sql), env.DB.prepare(sql)) })
    meanwhile = async () => {
      expect(await rows()).toEqual([1, 0])
      await realLedger.write(realEdge, [FACT])
    }
    const messages = [early(), messageOf(event())]
    await sendMessages({ ...direct, env: { ...direct.env, DB } }, realLedger, messages)
    expect(waits).toEqual([5000])
    expect(asked.length).toBeGreaterThan(20)
    expect(asked.length).toBeLessThan(45)
    expect(await rows()).toEqual([2, 0])
  })

  it('is dropped then if it still is not', async () => {
    await sendMessages(direct, realLedger, [early()])
    expect([waits, await rows()]).toEqual([[5000], [0, 1]])
  })

  it('is the only thing that waits, or is logged if D1 refuses it then', async () => {
    const log = vi.spyOn(console, 'error').mockReturnValue()
    const [first, other] = [early(), messageOf(event())]
    await sendMessages(direct, realLedger, [other])
    expect(waits).toEqual([])
    let writes = 0
    const failing: Ledger = {
      write: (...all) => (writes++ === 0 ? realLedger.write(...all) : Promise.reject(new Error('is down'))),
    }
    await sendMessages(direct, failing, [first, other])
    const logged = log.mock.calls.join()
    expect([logged.includes(first.event?.id ?? ''), logged.includes(other.event?.id ?? '')]).toEqual([
      true,
      false,
    ])
  })
})
