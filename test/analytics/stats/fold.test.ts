// Values beyond the largest: nothing is lost, whichever way it is asked.
import { env } from 'cloudflare:workers'
import { beforeEach, describe, expect, it } from 'vitest'
import { dayOf } from '../../../src/analytics/calendar.ts'
import { TOP_VALUES } from '../../../src/analytics/rollup/bucket.ts'
import { readSeries } from '../../../src/analytics/stats/series.ts'
import { readTotals } from '../../../src/analytics/stats/totals.ts'
import { DAY_MS, NOON, emptyLedger, event } from '../store.ts'
import { takeIn } from './history.ts'

beforeEach(emptyLedger)

const question = {
  artifact: null,
  metric: 'pull' as const,
  classes: [],
  by: 'version' as const,
  where: {},
}
const today = dayOf(NOON)
const days = (from: number, to: number) => ({
  interval: 'day' as const,
  from: today + from,
  to: today + to + 1,
})
const pulls = (tag: string, count: number, at = NOON) =>
  Array.from({ length: count }, () => event({ tag, at }))
const sum = (counts: number[]) => counts.reduce((total, count) => total + count, 0)

describe('(other)', () => {
  it('is what a day does not name and what the answer does not name, together', async () => {
    const many = Array.from({ length: TOP_VALUES + 10 }, (_one, at) => pulls(`v1.0.${at}`, 1)).flat()
    await takeIn([...many, ...pulls('v2.0.0', 5)], NOON)
    const lines = await readSeries(env.DB, { question, span: days(0, 0), before: null, limit: 3 })
    expect(lines.map(({ value }) => value).at(-1)).toBe('(other)')
    expect(lines.map(({ counts }) => counts)).toEqual([[5], [1], [1], [TOP_VALUES + 8]])
    const only = await readTotals(env.DB, {
      question: { ...question, where: { version: ['(other)'] } },
      span: days(0, 0),
      before: null,
      limit: 3,
    })
    expect(only).toEqual([{ value: '(other)', count: 11, previous: null }])
  })

  it('of earlier days does not hide what is named now', async () => {
    const crowd = Array.from({ length: TOP_VALUES + 5 }, (_one, at) =>
      pulls(`v1.0.${at}`, 2, NOON - DAY_MS),
    ).flat()
    await takeIn([...crowd, ...pulls('v2.0.0', 1, NOON - DAY_MS), ...pulls('v2.0.0', 9)], NOON)
    const [first, ...rest] = await readTotals(env.DB, {
      question,
      span: days(0, 0),
      before: days(-1, -1),
      limit: 2,
    })
    // It was among the rest of yesterday, and there it stays: the whole of yesterday is still the whole.
    expect(first).toEqual({ value: 'v2.0.0', count: 9, previous: 0 })
    expect(sum(rest.map(({ previous }) => previous ?? 0))).toBe(2 * (TOP_VALUES + 5) + 1)
  })
})

describe('a comparison', () => {
  it('names what is gone, and both columns are whole', async () => {
    await takeIn(
      [...pulls('old', 3, NOON - DAY_MS), ...pulls('both', 1, NOON - DAY_MS), ...pulls('both', 2)],
      NOON,
    )
    const asked = { question, span: days(0, 0), before: days(-1, -1) }
    expect(await readTotals(env.DB, { ...asked, limit: 20 })).toEqual([
      { value: 'both', count: 2, previous: 1 },
      { value: 'old', count: 0, previous: 3 },
    ])
    expect(await readTotals(env.DB, { ...asked, limit: 1 })).toEqual([
      { value: 'both', count: 2, previous: 1 },
      { value: '(other)', count: 0, previous: 3 },
    ])
    for (const limit of [1, 20]) {
      const lines = await readSeries(env.DB, { ...asked, limit })
      expect(lines.map(({ counts, previous }) => [...counts, ...(previous ?? [])])).toEqual([
        [2, 1],
        [0, 3],
      ])
    }
  })

  it('of nothing with nothing is one line of zeros, or none where it is split', async () => {
    const asked = { span: days(-1, 0), before: days(-3, -2), limit: 5 }
    const whole = { ...question, by: null }
    expect(await readSeries(env.DB, { ...asked, question: whole })).toEqual([
      { value: '', counts: [0, 0], previous: [0, 0] },
    ])
    expect(await readTotals(env.DB, { ...asked, question: whole })).toEqual([
      { value: '', count: 0, previous: 0 },
    ])
    expect(await readSeries(env.DB, { ...asked, question })).toEqual([])
  })
})
