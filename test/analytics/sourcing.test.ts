// The sources of events that leave together.
import { env } from 'cloudflare:workers'
import { expect, it, vi } from 'vitest'
import type { Event } from '../../src/analytics/event.ts'
import type { Message } from '../../src/analytics/message.ts'
import type { Salts } from '../../src/analytics/salt.ts'
import { importSalt } from '../../src/analytics/source.ts'
import { sourced } from '../../src/analytics/sourcing.ts'
import { edgeOf } from '../../src/edge.ts'

const DAY_MS = 86_400_000
const edge = edgeOf(env, { waitUntil: () => undefined })

function message(at: number): Message {
  const event: Event = {
    id: '0'.repeat(24),
    at,
    metric: 'pull',
    artifact: 'a',
    tag: null,
    digest: null,
    class: 'runtime',
    client: '',
    clientVersion: '',
    clientPlatform: '',
    country: '',
    continent: '',
    provider: '',
    upstream: '',
    reason: null,
    saved: '',
    source: '',
  }
  return { event, fact: null, host: null }
}

const sourcesOf = (messages: Message[]) => messages.map(({ event }) => event?.source)
const one = (at: number, network: string | null) => ({ message: message(at), network })

it('are of the day of each event, though a batch goes on over midnight', async () => {
  const asked: number[] = []
  const salts: Salts = {
    known: () => null,
    of: (_edge, at) => {
      asked.push(Math.floor(at / DAY_MS))
      return importSalt(new Uint8Array(32).fill(at / DAY_MS))
    },
  }
  const [last, again, first, nobody] = sourcesOf(
    await sourced(edge, salts, [
      one(DAY_MS - 1, '203.0.113.7'),
      one(DAY_MS - 1, '203.0.113.7'),
      one(DAY_MS, '203.0.113.7'),
      one(DAY_MS, null),
    ]),
  )
  expect(last).toMatch(/^[0-9a-f]{16}$/)
  expect(again).toBe(last)
  expect(first).toMatch(/^[0-9a-f]{16}$/)
  expect(first).not.toBe(last)
  expect(nobody).toBe('')
  expect(asked).toEqual([0, 1])
})

it('are made once for each network and day, and are the same for all of its events', async () => {
  const key = await importSalt(new Uint8Array(32))
  const sign = vi.spyOn(crypto.subtle, 'sign')
  const salts: Salts = { known: () => key, of: () => Promise.resolve(key) }
  const asked = ['203.0.113.7', '203.0.113.8', '203.0.113.7', '203.0.113.7'].map((network) => one(0, network))
  const [first, second, ...others] = sourcesOf(await sourced(edge, salts, asked))
  const times = sign.mock.calls.length
  sign.mockRestore()
  expect(times).toBe(2)
  expect(second).not.toBe(first)
  expect(others).toEqual([first, first])
})

it('are missing where there is no salt, and nothing else is', async () => {
  const log = vi.spyOn(console, 'error').mockReturnValue()
  const salts: Salts = { known: () => null, of: () => Promise.reject(new Error('KV is away')) }
  const all = [one(0, '203.0.113.7'), one(0, '203.0.113.8')]
  expect(await sourced(edge, salts, all)).toEqual([message(0), message(0)])
  expect(log).toHaveBeenCalledTimes(1)
})

it('are missing where one cannot be made, and no other is', async () => {
  vi.spyOn(console, 'error').mockReturnValue()
  const key = await importSalt(new Uint8Array(32))
  const sign = vi.spyOn(crypto.subtle, 'sign').mockRejectedValueOnce(new Error('no'))
  const salts: Salts = { known: () => key, of: () => Promise.resolve(key) }
  const sources = sourcesOf(await sourced(edge, salts, [one(0, '203.0.113.7'), one(0, '203.0.113.8')]))
  sign.mockRestore()
  expect(sources.map((source) => source?.length)).toEqual([0, 16])
})
