import { env } from 'cloudflare:workers'
import { beforeEach, describe, expect, it } from 'vitest'
import { dayOf } from '../../src/analytics/calendar.ts'
import { countDropped, countSources, finaliseDays, purge } from '../../src/analytics/rollup/final.ts'
import { rollUp } from '../../src/analytics/rollup/run.ts'
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
    await finaliseDays(env.DB, FINAL)
    expect(await numberOf("SELECT COUNT(*) AS n FROM rollup WHERE scale = 'day' AND state = 'final'")).toBe(1)
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
