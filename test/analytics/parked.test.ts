// What could not be read is kept for a while, without sources, and counts once if it can be read after all.
import { createMessageBatch } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { dayOf } from '../../src/analytics/calendar.ts'
import { park } from '../../src/analytics/consumer.ts'
import { countDropped, purge } from '../../src/analytics/rollup/final.ts'
import { readAccuracy } from '../../src/analytics/stats/accuracy.ts'
import { DAY_MS, NOON, edge, emptyLedger, event, ledger, messageOf, numberOf } from './store.ts'

const SOURCE = '0123456789abcdef'
const AT = NOON + 1234

beforeEach(async () => {
  vi.spyOn(console, 'error').mockReturnValue()
  await emptyLedger()
})
afterEach(() => vi.restoreAllMocks())

async function arrive(...bodies: unknown[]): Promise<void> {
  const messages = bodies.map((body, n) => ({ id: `m${n}`, timestamp: new Date(), attempts: 1, body }))
  await park(edge, ledger, createMessageBatch('events-dead', messages), NOON)
}

/** As a newer Worker might send it. */
function newer(one = event({ source: SOURCE, at: AT })) {
  return { ...messageOf(one), event: { ...one, newField: 1 } }
}

async function parked(): Promise<string[]> {
  const { results } = await env.DB.prepare('SELECT body FROM parked ORDER BY id').all<{ body: string }>()
  return results.map(({ body }) => body)
}

it('is parked without its sources and with the hour in the place of the moment, however deep they lie', async () => {
  await arrive(newer(), { several: [newer()], source: SOURCE }, [newer(), 'nonsense'])
  const text = (await parked()).join()
  expect(text).not.toContain(SOURCE)
  expect(text).not.toContain(String(AT))
  expect(text.match(/"newField":1/g)).toHaveLength(3)
  expect(text).toContain('nonsense')
})

it('is counted once, for no source, when it comes back to a Worker that can read it', async () => {
  const one = newer()
  await arrive(one)
  const [body = ''] = await parked()
  const back = JSON.parse(body.replace(',"newField":1', '')) as unknown
  await arrive(back, back)
  await arrive(messageOf(event({ id: one.event.id, source: SOURCE, at: AT })))
  expect(await numberOf("SELECT COUNT(*) AS n FROM event WHERE source = x''")).toBe(1)
  expect(await numberOf('SELECT COUNT(*) AS n FROM event')).toBe(1)
})

it('is kept as many days as raw events, and is a drop after that', async () => {
  await arrive(newer(), newer())
  const day = dayOf(NOON)
  const accuracyAt = async (now: number) => {
    await purge(env.DB, now, 4)
    await countDropped(env.DB, now)
    return readAccuracy(env.DB, { from: day, to: dayOf(now) + 1 })
  }
  const lastKept = (day + 5) * DAY_MS - 1
  expect(await accuracyAt(lastKept)).toMatchObject({ parked: 2, dropped: [] })
  const gone = { parked: 0, dropped: [{ reason: 'unreadable', count: 2 }] }
  expect(await accuracyAt(lastKept + 1)).toMatchObject(gone)
  // The number stays when it is forgotten what they were.
  expect(await accuracyAt(lastKept + 20 * DAY_MS)).toMatchObject(gone)
})
