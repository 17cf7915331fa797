// How far numbers say that they can be relied on.
import { env } from 'cloudflare:workers'
import { beforeEach, describe, expect, it } from 'vitest'
import { dayOf, monthOfDay } from '../../../src/analytics/calendar.ts'
import { finaliseDays } from '../../../src/analytics/rollup/final.ts'
import { rollUp } from '../../../src/analytics/rollup/run.ts'
import { readStanding } from '../../../src/analytics/stats/standing.ts'
import { readTotals } from '../../../src/analytics/stats/totals.ts'
import { DAY_MS, HOUR_MS, NOON, emptyLedger, event, write } from '../store.ts'

beforeEach(emptyLedger)

const MINUTE_MS = 60_000
const time = (at: number) => new Date(at).toISOString()
const daysTo = (at: number, count: number) => ({ from: dayOf(at) - count + 1, to: dayOf(at) + 1 })

describe('numbers', () => {
  it('of nothing are provisional and through nothing', async () => {
    expect(await readStanding(env.DB, daysTo(NOON, 30), NOON)).toEqual({
      data_through: null,
      state: 'provisional',
      revision: 0,
      coverage: { first_day: null, days: 0, missing: [] },
    })
  })

  it('are through the last time that they were made, not through what waits in the queue', async () => {
    await write(event({ at: NOON - HOUR_MS }))
    await rollUp(env.DB, NOON)
    const { data_through } = await readStanding(env.DB, daysTo(NOON, 1), NOON + 7 * MINUTE_MS)
    expect(data_through).toBe(time(NOON))
    await write(event({ at: NOON + MINUTE_MS }))
    const later = await readStanding(env.DB, daysTo(NOON, 1), NOON + 7 * MINUTE_MS)
    expect(later.data_through).toBe(time(NOON))
  })

  it('are through the same time when more comes in, also after runs that had nothing to make', async () => {
    await write(event())
    const last = NOON + 10 * MINUTE_MS
    for (let now = NOON; now <= last; now += 5 * MINUTE_MS) await rollUp(env.DB, now)
    const through = async () => (await readStanding(env.DB, daysTo(NOON, 1), last)).data_through
    expect(await through()).toBe(time(last))
    await write(event(), event({ at: NOON - DAY_MS }))
    expect(await through()).toBe(time(last))
  })

  it.each([0, 1])(
    'are through the last time that a large day was made, for as long as it waits its turn, %i days ago',
    async (ago) => {
      await write(event({ at: NOON - ago * DAY_MS }))
      await rollUp(env.DB, NOON)
      await env.DB.prepare("UPDATE rollup SET row_count = 12000 WHERE scale = 'day'").run()
      await write(event({ at: NOON - ago * DAY_MS }))
      const throughAt = async (now: number) => {
        await rollUp(env.DB, now)
        return (await readStanding(env.DB, daysTo(NOON, 1), now)).data_through
      }
      expect(await throughAt(NOON + 20 * MINUTE_MS)).toBe(time(NOON))
      expect(await throughAt(NOON + 50 * MINUTE_MS)).toBe(time(NOON + 50 * MINUTE_MS))
    },
  )

  it('from a large month that waits its turn say so, though the days are further', async () => {
    await write(event())
    await rollUp(env.DB, NOON)
    await env.DB.prepare("UPDATE rollup SET row_count = 12000 WHERE scale = 'month'").run()
    await write(event())
    const now = NOON + 20 * MINUTE_MS
    await rollUp(env.DB, now)
    const question = { artifact: null, metric: 'pull' as const, classes: [], by: null, where: {} }
    expect(await readTotals(env.DB, { question, span: null, before: null, limit: 1 })).toMatchObject([
      { count: 1 },
    ])
    const standing = (scale: 'day' | 'month') => readStanding(env.DB, daysTo(NOON, 1), now, scale)
    expect((await standing('month')).data_through).toBe(time(NOON))
    expect((await standing('day')).data_through).toBe(time(now))
  })
})

describe('a day', () => {
  const FINAL = NOON + DAY_MS / 2 + 72 * HOUR_MS

  it('is provisional until it is final, whatever came in after it', async () => {
    await write(event())
    await rollUp(env.DB, NOON)
    const stateAt = async (now: number, days = 1) =>
      (await readStanding(env.DB, daysTo(NOON, days), now)).state
    expect(await stateAt(FINAL)).toBe('provisional')
    await finaliseDays(env.DB, FINAL)
    expect(await stateAt(FINAL)).toBe('final')
    expect((await readStanding(env.DB, daysTo(NOON + DAY_MS, 2), FINAL)).state).toBe('provisional')
  })

  it('has another revision when a late event comes, and only then', async () => {
    await write(event(), event({ at: NOON - DAY_MS }))
    await rollUp(env.DB, NOON)
    const revision = async (at: number) => (await readStanding(env.DB, daysTo(at, 1), NOON)).revision
    const before = [await revision(NOON), await revision(NOON - DAY_MS)]
    await rollUp(env.DB, NOON + HOUR_MS)
    expect([await revision(NOON), await revision(NOON - DAY_MS)]).toEqual(before)
    await write(event({ at: NOON - DAY_MS }))
    await rollUp(env.DB, NOON + 2 * HOUR_MS)
    expect(await revision(NOON)).toBe(before[0])
    expect(await revision(NOON - DAY_MS)).toBeGreaterThan(before[1] ?? Infinity)
  })

  it('with something that is still to be taken in is not final, however old', async () => {
    await write(event({ at: NOON - 20 * DAY_MS }), event({ at: NOON }))
    await rollUp(env.DB, NOON)
    await finaliseDays(env.DB, NOON)
    const state = async (at: number) => (await readStanding(env.DB, daysTo(at, 1), NOON)).state
    expect(await state(NOON - 10 * DAY_MS)).toBe('final')
    await write(event({ at: NOON - 10 * DAY_MS }))
    expect(await state(NOON - 10 * DAY_MS)).toBe('provisional')
    expect(await state(NOON - 20 * DAY_MS)).toBe('final')
  })

  it('of a month that is still to be made of it is not final where months are asked for', async () => {
    await write(event({ at: NOON - 60 * DAY_MS }), event({ at: NOON }))
    await rollUp(env.DB, NOON)
    await finaliseDays(env.DB, NOON)
    const days = daysTo(NOON - 60 * DAY_MS, 1)
    const state = async (scale: 'day' | 'month') => (await readStanding(env.DB, days, NOON, scale)).state
    expect([await state('day'), await state('month')]).toEqual(['final', 'final'])
    const mark = env.DB.prepare("INSERT INTO dirty (scale, bucket, version) VALUES ('month', ?1, 1)")
    await mark.bind(monthOfDay(dayOf(NOON))).run()
    expect(await state('month')).toBe('final')
    await mark.bind(monthOfDay(dayOf(NOON) - 60)).run()
    expect([await state('day'), await state('month')]).toEqual(['final', 'provisional'])
  })

  it('on which nothing was counted is missing, but not before the first, and not today', async () => {
    await write(event({ at: NOON - 4 * DAY_MS }), event({ at: NOON - 2 * DAY_MS }))
    await rollUp(env.DB, NOON)
    const day = (before: number) => time(NOON - before * DAY_MS).slice(0, 10)
    expect((await readStanding(env.DB, daysTo(NOON, 10), NOON)).coverage).toEqual({
      first_day: day(4),
      days: 2,
      missing: [day(3), day(1)],
    })
  })
})
