// Many events at once, of one isolate: more than one message of the queue takes.
import { env } from 'cloudflare:workers'
import { expect, it } from 'vitest'
import { createCounter } from '../../src/analytics/counter.ts'
import type { Message } from '../../src/analytics/message.ts'
import { edgeOf } from '../../src/edge.ts'
import type { Served } from '../../src/served.ts'
import { ledger } from './store.ts'

const BILLED_BYTES = 64_000
const EVENTS = 500

it('leaves whole, in messages that are billed as one each', async () => {
  const bodies: Message[][] = []
  const send = (body: Message | Message[]) => {
    bodies.push([body].flat())
    return Promise.resolve()
  }
  const works: Promise<unknown>[] = []
  const context = { waitUntil: (work: Promise<unknown>) => void works.push(work) }
  const edge = edgeOf(Object.assign({}, env, { EVENTS: { send } }), context)
  const counter = createCounter(ledger)
  const served: Served = { artifact: 'x'.repeat(200), upstream: null, saved: null, what: { kind: 'page' } }
  const answered = { method: 'GET', range: () => null, status: 200, errorCode: null }
  for (let at = 0; at < EVENTS; at++) {
    const headers = { 'CF-Connecting-IP': `203.0.113.${at % 100}` }
    counter.count(edge, new Request('https://downloads.example.org/', { headers }), answered, served)
  }
  await Promise.all(works)
  const events = bodies.flat().map(({ event }) => event)
  expect(new Set(events.map((event) => event?.id)).size).toBe(EVENTS)
  expect(new Set(events.map((event) => event?.source)).size).toBe(100)
  expect(bodies.length).toBeGreaterThan(3)
  for (const body of bodies) expect(JSON.stringify(body).length).toBeLessThanOrEqual(BILLED_BYTES)
})
