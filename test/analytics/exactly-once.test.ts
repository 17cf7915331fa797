// The promise of the ledger: whatever is delivered how often, and whatever dies where, the numbers are the truth.
import { env } from 'cloudflare:workers'
import { beforeEach, describe, expect, it } from 'vitest'
import type { Event } from '../../src/analytics/event.ts'
import { TOP_PAIRS, TOP_VALUES } from '../../src/analytics/rollup/bucket.ts'
import { rollUp } from '../../src/analytics/rollup/run.ts'
import { failing } from './fault.ts'
import {
  DAY_MS,
  HOUR_MS,
  NOON,
  edge,
  emptyLedger,
  event,
  ledger,
  messageOf,
  numberOf,
  write,
} from './store.ts'
import { rollupsOf, totalsOf, totalsTruthOf, truthOf, wrongSumsOf } from './truth.ts'

beforeEach(emptyLedger)

/** Numbers that look random and are the same every time. */
function dice(seed: number): (sides: number) => number {
  let state = seed
  return (sides) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor((state / 2 ** 32) * sides)
  }
}

/** Events over four days around the end of a month. */
function someEvents(count: number, seed = 1): Event[] {
  const roll = dice(seed)
  const one = <T>(...of: T[]) => of[roll(of.length)] as T
  const end = Date.UTC(2026, 9, 31)
  return Array.from({ length: count }, () =>
    event({
      at: end - 2 * DAY_MS + roll(96) * HOUR_MS + roll(HOUR_MS),
      metric: one('check', 'pull', 'chart_pull'),
      artifact: one('cert-manager-controller', 'cert-manager-webhook'),
      tag: one('v1.18.2', 'v1.19.0', 'latest', null),
      class: one('runtime', 'tool', 'updater'),
      client: one('docker', 'containerd', ''),
      clientVersion: one('1.7.13', '2.0.0', ''),
      clientPlatform: one('linux/amd64', 'linux/arm64'),
      country: one('DE', 'US', 'IN', ''),
      upstream: one('quay', 'ghcr'),
      source: roll(20).toString(16).padStart(16, '0'),
    }),
  )
}

/** Shuffled, a third of it twice, in batches of uneven size. */
function deliveries(events: Event[], seed: number): Event[][] {
  const roll = dice(seed)
  const all = [...events, ...events.filter(() => roll(3) === 0)]
  const shuffled = all.map((one) => ({ one, place: roll(1_000_000) })).toSorted((a, b) => a.place - b.place)
  const batches: Event[][] = []
  for (let from = 0; from < shuffled.length;) {
    const size = 1 + roll(100)
    batches.push(shuffled.slice(from, from + size).map(({ one }) => one))
    from += size
  }
  return batches
}

let clock = NOON + 40 * DAY_MS
/** A later moment with every call, so that no bucket is too fresh to be computed again. */
const later = () => (clock += 2 * HOUR_MS)

/** Runs the cron until nothing is left: one run does no more than so many hours. */
async function rollUpAll(): Promise<void> {
  do await rollUp(env.DB, later())
  while ((await numberOf('SELECT COUNT(*) AS n FROM dirty')) > 0)
}

async function markAll(): Promise<void> {
  await env.DB.prepare("INSERT OR IGNORE INTO dirty SELECT DISTINCT 'hour', hour, 1 FROM event").run()
}

async function expectTruth(events: Event[]): Promise<void> {
  for (const scale of ['day', 'month'] as const)
    expect(await rollupsOf(scale)).toEqual(truthOf(events, scale))
  expect(await totalsOf()).toEqual(totalsTruthOf(events))
  expect((await wrongSumsOf()).wrong).toEqual([])
}

describe('the rollups', () => {
  it('are the truth after shuffled, repeated, split and late batches, with the cron in between', async () => {
    const events = someEvents(600)
    for (const [index, batch] of deliveries(events, 2).entries()) {
      await write(...batch)
      if (index % 3 === 0) await rollUp(env.DB, later())
    }
    await rollUpAll()
    await expectTruth(events)
  })

  it('do not change when computed again, or by two at once', async () => {
    const events = someEvents(200)
    await write(...events)
    await Promise.all([rollUp(env.DB, later()), rollUp(env.DB, later())])
    await rollUpAll()
    await expectTruth(events)
    await markAll()
    await Promise.all([rollUp(env.DB, later()), rollUp(env.DB, later())])
    await rollUpAll()
    await expectTruth(events)
  })

  it('take in what arrives while they are computed', async () => {
    const [early, during] = [someEvents(100), someEvents(100, 7)]
    await write(...early)
    await Promise.all([rollUp(env.DB, later()), write(...during)])
    await rollUpAll()
    await expectTruth([...early, ...during])
  })

  it('heal what was tampered with', async () => {
    const events = someEvents(100)
    await write(...events)
    await rollUpAll()
    await env.DB.batch(
      ['hour_count', 'day_count', 'day_pair'].map((table) =>
        env.DB.prepare(`UPDATE ${table} SET count = 99`),
      ),
    )
    await markAll()
    await rollUpAll()
    await expectTruth(events)
  })
})

describe.each(['before', 'within', 'after'] as const)('a crash %s any call to D1', (where) => {
  it('of the consumer changes nothing once the batch is delivered again', async () => {
    const events = someEvents(60)
    const half = events.slice(0, 30)
    for (let call = 0; ; call++) {
      await emptyLedger()
      await write(...half)
      const faulty = failing(env.DB, { call, where })
      const broken = { ...edge, env: { ...edge.env, DB: faulty.db } }
      const outcome = await ledger.write(broken, events.map(messageOf)).catch((error: unknown) => error)
      if (!faulty.hasFailed()) break
      expect(String(outcome)).toContain('made to fail')
      await write(...events)
      expect(await numberOf('SELECT COUNT(*) AS n FROM event')).toBe(60)
      await rollUpAll()
      await expectTruth(events)
    }
  })

  it('of the cron changes nothing once it has run again', async () => {
    const events = someEvents(40)
    await write(...events)
    let isWhole = false
    for (let call = 0; !isWhole; call++) {
      const faulty = failing(env.DB, { call, where })
      await markAll()
      await rollUp(faulty.db, later()).catch(() => null)
      isWhole = !faulty.hasFailed()
      await rollUpAll()
      if (call % 10 === 0 || isWhole) await expectTruth(events)
    }
  })
})

describe('folding', () => {
  it('keeps every total, and no more than the top values of a day', async () => {
    const roll = dice(5)
    const many = Array.from({ length: 1500 }, () =>
      event({
        tag: `v1.${roll(200)}.0`,
        clientPlatform: 'linux/amd64',
        country: String.fromCharCode(65 + roll(26), 65 + roll(5)),
      }),
    )
    for (let from = 0; from < many.length; from += 100) await write(...many.slice(from, from + 100))
    await rollUp(env.DB, later())
    for (const scale of ['day', 'month']) {
      const { results } = await env.DB.prepare(
        `SELECT dimension AS kind, SUM(count) AS sum, COUNT(*) AS rows FROM ${scale}_count GROUP BY 1
         UNION ALL SELECT pair, SUM(count), -COUNT(*) FROM ${scale}_pair GROUP BY 1`,
      ).all<{ sum: number; rows: number }>()
      expect(results.map(({ sum }) => sum)).toEqual(results.map(() => 1500))
      expect(Math.max(...results.map(({ rows }) => rows))).toBe(TOP_VALUES + 1)
      expect(Math.min(...results.map(({ rows }) => rows))).toBe(-TOP_PAIRS - 1)
    }
  })
})
