import { env } from 'cloudflare:workers'
import { beforeEach, describe, expect, it } from 'vitest'
import { dayOf, hourOf } from '../../src/analytics/calendar.ts'
import { countDropped, countSources, finaliseDays, purge } from '../../src/analytics/rollup/final.ts'
import { hourStatements } from '../../src/analytics/rollup/hour.ts'
import { rollUp } from '../../src/analytics/rollup/run.ts'
import { metered } from '../bench/ledger/meter.ts'
import { DAY_MS, HOUR_MS, NOON, emptyLedger, event, numberOf, write } from './store.ts'

beforeEach(emptyLedger)

describe('a day or month', () => {
  const computed = () => numberOf("SELECT revision AS n FROM rollup WHERE scale = 'day'")

  it('is computed again at once while it is small, and only after a while when it is large', async () => {
    await write(event())
    await rollUp(env.DB, NOON)
    await write(event())
    await rollUp(env.DB, NOON)
    expect(await computed()).toBe(2)
    await env.DB.prepare('UPDATE rollup SET row_count = 12000').run()
    await write(event())
    await rollUp(env.DB, NOON + 49 * 60_000)
    expect(await computed()).toBe(2)
    await rollUp(env.DB, NOON + 50 * 60_000)
    expect(await computed()).toBe(3)
  })

  it('that is a large month waits for hours, six at the most: it is read from all of its days', async () => {
    const months = () => numberOf("SELECT revision AS n FROM rollup WHERE scale = 'month'")
    const madeAfter = async (minutes: number, rows: number) => {
      await emptyLedger()
      await write(event())
      await rollUp(env.DB, NOON)
      await env.DB.prepare("UPDATE rollup SET row_count = ?1 WHERE scale = 'month'").bind(rows).run()
      await write(event())
      await rollUp(env.DB, NOON + minutes * 60_000)
      return (await months()) === 2
    }
    expect([await madeAfter(99, 5000), await madeAfter(100, 5000)]).toEqual([false, true])
    expect([await madeAfter(359, 1_000_000), await madeAfter(360, 1_000_000)]).toEqual([false, true])
  })

  it('lets what is new be known while it waits', async () => {
    const total = (artifact: string) =>
      numberOf(
        `SELECT SUM(count) AS n FROM total_count JOIN label ON label.id = artifact WHERE value = '${artifact}'`,
      )
    await write(event())
    await rollUp(env.DB, NOON)
    await env.DB.prepare("UPDATE rollup SET row_count = 1000000 WHERE scale = 'month'").run()
    await write(event(), event({ artifact: 'trust-manager' }))
    await rollUp(env.DB, NOON + 60_000)
    expect([await total('trust-manager'), await total('cert-manager-controller')]).toEqual([1, 1])
    await rollUp(env.DB, NOON + 7 * HOUR_MS)
    expect([await total('trust-manager'), await total('cert-manager-controller')]).toEqual([1, 2])
  })

  it('is measured again now and then, and always after an hour: it may have grown', async () => {
    const sizes: number[] = []
    for (let run = 0; run < 12; run++) {
      await write(event({ country: String.fromCharCode(65 + run, 65) }))
      await rollUp(env.DB, NOON + run * 60_000)
      sizes.push(await numberOf("SELECT row_count AS n FROM rollup WHERE scale = 'day'"))
    }
    const real = () =>
      numberOf('SELECT (SELECT COUNT(*) FROM day_count) + (SELECT COUNT(*) FROM day_pair) AS n')
    const [first = 0] = sizes
    expect(sizes).toEqual([...Array<number>(11).fill(first), await real()])
    expect(await real()).toBeGreaterThan(first)
    await write(event({ country: 'ZZ' }))
    await rollUp(env.DB, NOON + 3 * HOUR_MS)
    expect(await numberOf("SELECT row_count AS n FROM rollup WHERE scale = 'day'")).toBe(await real())
  })
})

describe('the end of days', () => {
  it('is found without reading those that are final, and combinations go with their last hour', async () => {
    const day = dayOf(NOON)
    await env.DB.prepare(
      `WITH RECURSIVE past (day) AS (SELECT ?1 - 1000 UNION ALL SELECT day + 1 FROM past WHERE day < ?1 - 6)
       INSERT INTO rollup SELECT 'day', day, 'final', 1, 0, 0 FROM past`,
    )
      .bind(day)
      .run()
    await write(event())
    await rollUp(env.DB, NOON)
    const meter = metered(env.DB)
    await countSources(meter.db, NOON + DAY_MS)
    await finaliseDays(meter.db, NOON + 5 * DAY_MS)
    await purge(meter.db, NOON + 5 * DAY_MS, 4)
    expect(meter.rowsRead()).toBeLessThan(50)
    expect(await numberOf('SELECT COUNT(*) AS n FROM cell')).toBe(0)
    expect(await numberOf("SELECT COUNT(*) AS n FROM rollup WHERE scale = 'day' AND state <> 'final'")).toBe(
      0,
    )
  })
})

describe('a day', () => {
  const FINAL = NOON + DAY_MS / 2 + 72 * HOUR_MS

  it('becomes final 72 hours after its end, and its raw events go after that', async () => {
    await write(event(), event())
    await rollUp(env.DB, NOON)
    await countSources(env.DB, NOON + DAY_MS)
    const state = async () =>
      env.DB.prepare("SELECT state FROM rollup WHERE scale = 'day'").first<string>('state')
    await finaliseDays(env.DB, FINAL - 1)
    expect(await state()).toBe('provisional')
    await purge(env.DB, FINAL + 10 * DAY_MS, 4)
    expect(await numberOf('SELECT COUNT(*) AS n FROM event')).toBe(2)
    await finaliseDays(env.DB, FINAL)
    expect(await state()).toBe('final')
    await purge(env.DB, FINAL, 4)
    expect(await numberOf('SELECT COUNT(*) AS n FROM event')).toBe(2)
    await purge(env.DB, FINAL + 2 * DAY_MS, 4)
    expect(
      await numberOf('SELECT (SELECT COUNT(*) FROM event) + (SELECT COUNT(*) FROM hour_count) AS n'),
    ).toBe(0)
    expect(await numberOf('SELECT count AS n FROM day_count WHERE dimension = 0')).toBe(2)
    expect(await numberOf('SELECT count AS n FROM day_source')).toBe(1)
  })

  it('is not final while something of it is still to be computed', async () => {
    await write(event())
    await rollUp(env.DB, NOON)
    await write(event())
    await finaliseDays(env.DB, FINAL)
    expect(await numberOf("SELECT COUNT(*) AS n FROM rollup WHERE state = 'final'")).toBe(0)
    await rollUp(env.DB, FINAL)
    const finals = () => numberOf("SELECT COUNT(*) AS n FROM rollup WHERE scale = 'day' AND state = 'final'")
    await finaliseDays(env.DB, FINAL)
    expect(await finals()).toBe(1)
  })

  it('keeps what it is made of until it has been made, however old', async () => {
    await write(event())
    await env.DB.batch(hourStatements(env.DB, { bucket: hourOf(NOON), version: 1, revision: 0 }))
    await purge(env.DB, FINAL + 10 * DAY_MS, 4)
    expect(await numberOf('SELECT COUNT(*) AS n FROM event')).toBe(1)
    await rollUp(env.DB, FINAL + 10 * DAY_MS)
    expect(await numberOf('SELECT count AS n FROM day_count WHERE dimension = 0')).toBe(1)
  })

  it('keeps it for an hour after that, in which a run that began before may still be making it', async () => {
    const left = () =>
      numberOf('SELECT (SELECT COUNT(*) FROM event) + (SELECT COUNT(*) FROM hour_count) AS n')
    const made = FINAL + 10 * DAY_MS
    await write(event())
    await rollUp(env.DB, made)
    await finaliseDays(env.DB, made)
    await purge(env.DB, made + HOUR_MS - 1, 4)
    expect(await left()).toBe(2)
    await purge(env.DB, made + HOUR_MS, 4)
    expect(await left()).toBe(0)
  })

  it('that is final counts a late event as dropped, once, and says so', async () => {
    const [counted, late] = [event(), event()]
    await write(counted)
    await rollUp(env.DB, NOON)
    await finaliseDays(env.DB, FINAL)
    await write(late, late, counted)
    await write(late)
    await countDropped(env.DB, FINAL)
    await countDropped(env.DB, FINAL)
    expect(await numberOf('SELECT COUNT(*) AS n FROM event')).toBe(1)
    expect(await numberOf("SELECT COUNT(*) AS n FROM dirty WHERE scale = 'hour'")).toBe(0)
    expect(await env.DB.prepare('SELECT * FROM dropped').all()).toMatchObject({
      results: [{ day: dayOf(NOON), reason: 'late', count: 1 }],
    })
  })

  it('has no drops but those that stay, and keeps their number when they are forgotten one by one', async () => {
    const drop = (id: string, reason: string) =>
      env.DB.prepare('INSERT INTO dropped_event (day, id, reason) VALUES (?1, unhex(?2), ?3)')
        .bind(dayOf(NOON), id, reason)
        .run()
    const counted = async () => (await env.DB.prepare('SELECT reason, count FROM dropped').all()).results
    for (const id of ['aa', 'bb']) await drop(id, 'unknown_layer')
    await drop('cc', 'do_not_track')
    await countDropped(env.DB, NOON)
    expect(await counted()).toHaveLength(2)
    // What they are of came after all: one by one they are dropped no more.
    await env.DB.prepare("DELETE FROM dropped_event WHERE id = unhex('aa')").run()
    await countDropped(env.DB, NOON)
    expect(await counted()).toContainEqual({ reason: 'unknown_layer', count: 1 })
    await env.DB.prepare("DELETE FROM dropped_event WHERE id = unhex('bb')").run()
    await countDropped(env.DB, NOON)
    expect(await counted()).toEqual([{ reason: 'do_not_track', count: 1 }])
    const later = NOON + 15 * DAY_MS
    await purge(env.DB, later, 4)
    expect(await numberOf('SELECT COUNT(*) AS n FROM dropped_event')).toBe(0)
    await countDropped(env.DB, later)
    expect(await counted()).toEqual([{ reason: 'do_not_track', count: 1 }])
  })

  it('counts a source once, whatever it did', async () => {
    const from = (source: string) => event({ source })
    await write(from('00000000000000aa'), from('00000000000000aa'), from('00000000000000bb'), from(''))
    await rollUp(env.DB, NOON)
    await countSources(env.DB, NOON)
    expect(await numberOf('SELECT COUNT(*) AS n FROM day_source')).toBe(0)
    await countSources(env.DB, NOON + DAY_MS)
    expect(await numberOf('SELECT count AS n FROM day_source')).toBe(2)
  })
})
