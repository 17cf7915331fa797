// What there ever was: months that are over are added up once, and the answer is the same before and after.
import { env } from 'cloudflare:workers'
import { beforeEach, describe, expect, it } from 'vitest'
import { dayOf, monthOfDay } from '../../src/analytics/calendar.ts'
import type { Event } from '../../src/analytics/event.ts'
import { TOP_VALUES } from '../../src/analytics/rollup/bucket.ts'
import { sumUpMonths } from '../../src/analytics/rollup/ever.ts'
import { FINAL_AFTER_HOURS, finaliseDays } from '../../src/analytics/rollup/final.ts'
import { rollUp } from '../../src/analytics/rollup/run.ts'
import { BY, type Question } from '../../src/analytics/stats/question.ts'
import { readStanding } from '../../src/analytics/stats/standing.ts'
import { readTotals } from '../../src/analytics/stats/totals.ts'
import { type Fault, failing } from './fault.ts'
import { DAY_MS, HOUR_MS, emptyLedger, event, numberOf, write } from './store.ts'
import { wrongSumsOf } from './truth.ts'

beforeEach(emptyLedger)

const monthAt = (at: number) => monthOfDay(dayOf(at))
const OCTOBER = Date.UTC(2026, 9, 14, 12)
const NOVEMBER = Date.UTC(2026, 10, 2, 12)
const DECEMBER = Date.UTC(2026, 11, 20, 12)
/** The first moment at which no event of October may come in. */
const OVER = Date.UTC(2026, 10, 1) + FINAL_AFTER_HOURS * HOUR_MS
const DAYS = { from: 0, to: dayOf(DECEMBER) + 1 }

const question: Question = { artifact: null, metric: 'pull', classes: [], by: null, where: {} }
const lastSummed = () => numberOf('SELECT month AS n FROM ever')

/** Made, and final as far as it goes. */
async function takeIn(now: number, ...events: Event[]): Promise<void> {
  await write(...events)
  for (let run = 0; run < 3; run++) await rollUp(env.DB, now)
  await finaliseDays(env.DB, now)
}

/** By everything that can be asked for, and what is said of how far it goes. */
async function readEver() {
  const asked: Question[] = [
    ...BY.map((by) => ({ ...question, by })),
    { ...question, by: 'platform', where: { version: ['v1.19.0'] } },
    { ...question, by: 'version', where: { country: ['DE'] } },
    { ...question, by: 'client', where: { version: ['v1.19.0', '(unknown)'] } },
    { ...question, by: 'country', classes: ['tool'] },
    { ...question, artifact: 'cert-manager-webhook', by: 'country' },
  ]
  const read = (one: Question) => readTotals(env.DB, { question: one, span: null, before: null, limit: 20 })
  const standing = await readStanding(env.DB, DAYS, DECEMBER, 'ever')
  return { standing, sums: await Promise.all(asked.map(read)) }
}

const VARIED: Event[] = [
  event({ at: OCTOBER }),
  event({ at: OCTOBER, class: 'tool', country: 'US', tag: 'v1.18.2', client: 'skopeo' }),
  event({ at: OCTOBER + 3 * DAY_MS, clientPlatform: 'linux/arm64', provider: 'aws', upstream: 'ghcr' }),
  event({ at: NOVEMBER, tag: null, artifact: 'cert-manager-webhook' }),
  event({ at: NOVEMBER, clientPlatform: 'linux/arm64', client: '' }),
  event({ at: DECEMBER, country: '', tag: 'v1.19.0' }),
]

describe('all there ever was', () => {
  it('is the same whether months are summed up or not, by whatever it is asked', async () => {
    await takeIn(DECEMBER, ...VARIED)
    const before = await readEver()
    expect(before.sums[0]).toEqual([
      { value: 'cert-manager-controller', count: 5, previous: null },
      { value: 'cert-manager-webhook', count: 1, previous: null },
    ])
    expect(before.standing.coverage).toMatchObject({ first_day: '2026-10-14', days: 4 })
    expect(before.standing.coverage.missing).toHaveLength(64)
    await sumUpMonths(env.DB, DECEMBER)
    expect(await lastSummed()).toBe(monthAt(NOVEMBER))
    expect(await readEver()).toEqual(before)
    expect((await wrongSumsOf()).wrong).toEqual([])
    expect(await numberOf('SELECT SUM(count) AS n FROM ever_count WHERE dimension = 0')).toBe(5)
    // What is there is what is read: the months are no longer.
    for (const table of ['month_count', 'month_pair', 'all_month_count', 'all_month_pair'])
      await env.DB.prepare(`DELETE FROM ${table} WHERE bucket <= ?1`).bind(monthAt(NOVEMBER)).run()
    expect(await readEver()).toEqual(before)
  })

  it('goes on from there', async () => {
    await takeIn(DECEMBER, ...VARIED)
    await sumUpMonths(env.DB, DECEMBER)
    await takeIn(DECEMBER, event({ at: DECEMBER }))
    expect(await numberOf('SELECT SUM(count) AS n FROM total_count')).toBe(7)
    expect((await readEver()).sums[0]?.[0]?.count).toBe(6)
  })

  it('drops as late what comes for a month that is summed up, also for a day that nothing was counted on', async () => {
    await takeIn(DECEMBER, ...VARIED)
    await sumUpMonths(env.DB, DECEMBER)
    const before = await readEver()
    await takeIn(DECEMBER, event({ at: OCTOBER + 6 * DAY_MS }), event({ at: OCTOBER, artifact: 'new-one' }))
    expect(await readEver()).toEqual(before)
    expect(await numberOf("SELECT COUNT(*) AS n FROM dropped_event WHERE reason = 'late'")).toBe(2)
    expect(await numberOf('SELECT SUM(count) AS n FROM total_count')).toBe(6)
  })

  it('takes a month in when no event of it may come any more, and not before', async () => {
    await takeIn(OVER - 1, event({ at: OCTOBER }), event({ at: NOVEMBER }))
    await sumUpMonths(env.DB, OVER - 1)
    expect(await numberOf('SELECT COUNT(*) AS n FROM ever')).toBe(0)
    await finaliseDays(env.DB, OVER)
    await sumUpMonths(env.DB, OVER)
    expect(await lastSummed()).toBe(monthAt(OCTOBER))
  })

  it.each(['hour', 'day', 'month'])(
    'waits for what is still to be made, however old: one %s',
    async (scale) => {
      await takeIn(DECEMBER, event({ at: OCTOBER }), event({ at: NOVEMBER }))
      const bucket = { hour: dayOf(OCTOBER) * 24, day: dayOf(OCTOBER), month: monthAt(OCTOBER) }[scale]
      await env.DB.prepare('INSERT INTO dirty VALUES (?1, ?2, 1)').bind(scale, bucket).run()
      await sumUpMonths(env.DB, DECEMBER)
      expect(await numberOf('SELECT COUNT(*) AS n FROM ever_count')).toBe(0)
      await env.DB.prepare('DELETE FROM dirty').run()
      await sumUpMonths(env.DB, DECEMBER)
      expect(await lastSummed()).toBe(monthAt(NOVEMBER))
    },
  )

  it('waits for a day that is not final yet', async () => {
    await takeIn(DECEMBER, event({ at: OCTOBER }))
    await env.DB.prepare("UPDATE rollup SET state = 'provisional' WHERE scale = 'day'").run()
    await sumUpMonths(env.DB, DECEMBER)
    expect(await numberOf('SELECT COUNT(*) AS n FROM ever_count')).toBe(0)
  })

  it('counts a month once, however often and by however many it is summed up', async () => {
    await takeIn(DECEMBER, ...VARIED)
    const before = await readEver()
    await Promise.all([sumUpMonths(env.DB, DECEMBER), sumUpMonths(env.DB, DECEMBER)])
    await sumUpMonths(env.DB, DECEMBER)
    expect(await readEver()).toEqual(before)
  })

  it.each(
    [0, 1, 2].flatMap((call) =>
      (['before', 'within', 'after'] as const).map((where): Fault => ({ call, where })),
    ),
  )('is the truth after a run that broke off $where call $call', async (fault) => {
    await takeIn(DECEMBER, ...VARIED)
    const before = await readEver()
    const { db, hasFailed } = failing(env.DB, fault)
    await sumUpMonths(db, DECEMBER).catch(() => null)
    // Reading is no call that can break: of two months there are two transactions.
    expect(hasFailed()).toBe(fault.call < 2)
    expect(await readEver()).toEqual(before)
    await sumUpMonths(env.DB, DECEMBER)
    expect(await lastSummed()).toBe(monthAt(NOVEMBER))
    expect(await readEver()).toEqual(before)
  })

  it('names so many values and no more, and loses nothing of the rest', async () => {
    const months = 30
    const labels = Array.from({ length: months * TOP_VALUES }, (_one, at) => [1000 + at, `v1.0.${at}`])
    const first = monthAt(Date.UTC(2020, 0))
    await takeIn(DECEMBER, event({ at: DECEMBER }))
    const { artifact, metric, kind } = (await env.DB.prepare(
      'SELECT artifact, metric, class AS kind FROM cell',
    ).first<{ artifact: number; metric: number; kind: number }>()) ?? { artifact: 0, metric: 0, kind: 0 }
    const counts = labels.flatMap(([value], at) => {
      const month = first + Math.floor(at / TOP_VALUES)
      return [1, 0].map((dimension) => [
        artifact,
        dimension,
        metric,
        kind,
        month,
        dimension === 1 ? value : 0,
      ])
    })
    await env.DB.batch([
      env.DB.prepare("INSERT INTO label SELECT value->>0, 'version', value->>1, 0 FROM json_each(?1)").bind(
        JSON.stringify(labels),
      ),
      env.DB.prepare(
        `INSERT INTO month_count SELECT value->>0, value->>1, value->>2, value->>3, value->>4, value->>5, 2
           FROM json_each(?1) WHERE true ON CONFLICT DO UPDATE SET count = count + 2`,
      ).bind(JSON.stringify(counts)),
      env.DB.prepare(
        `INSERT INTO rollup SELECT DISTINCT 'month', bucket, 'provisional', 1, 0, 0 FROM month_count WHERE bucket < ${first + months}`,
      ),
    ])
    for (let run = 0; run < months / 3; run++) await sumUpMonths(env.DB, DECEMBER)
    expect(await lastSummed()).toBe(first + months - 1)
    const named = 'SELECT COUNT(*) AS n FROM ever_count WHERE dimension = 1'
    expect(await numberOf(named)).toBe(10 * TOP_VALUES + 1)
    const all = 'SELECT SUM(count) AS n FROM ever_count WHERE dimension ='
    expect([await numberOf(`${all} 1`), await numberOf(`${all} 0`)]).toEqual([2400, 2400])
    expect((await wrongSumsOf()).wrong).toEqual([])
  })
})
