// Sums, shares and lists over the same history.
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { type Event, METRICS } from '../../../src/analytics/event.ts'
import { ARTIFACTS, FIRST_DAY, MISSING_DAYS, NOW } from '../../analytics/stats/history.ts'
import { matching, stepOf, totalsOf } from '../../analytics/stats/oracle.ts'
import { DAY_MS } from '../../analytics/store.ts'
import { type Api, createApi, fillLedger, stopClockAt } from './scene.ts'

let api: Api
let events: Event[]
beforeAll(async () => {
  stopClockAt(NOW)
  api = await createApi()
  events = await fillLedger(1200)
})
afterAll(() => {
  vi.useRealTimers()
  vi.restoreAllMocks()
})

const ever = () => true
const between =
  (from: string, to: string) =>
  ({ at }: Event) =>
    stepOf('day', at) >= from && stepOf('day', at) <= to

describe('GET /api/v1/totals', () => {
  it('without anything is all there ever was of each metric', async () => {
    const { columns, rows, query, coverage } = await api.ask('/api/v1/totals')
    expect(columns).toEqual(['metric', 'count'])
    expect(rows).toEqual(METRICS.map((metric) => [metric, matching(events, { metric }).length]))
    expect(query).toMatchObject({ from: null, to: null, artifact: null, metric: null })
    const days = new Set(events.map(({ at }) => stepOf('day', at)))
    expect(coverage).toMatchObject({ first_day: FIRST_DAY, days: days.size })
    expect(coverage.missing).toEqual(expect.arrayContaining(MISSING_DAYS))
  })

  it.each(['artifact', 'class', 'version', 'minor', 'os', 'country', 'client_version', 'provider'])(
    'by %s has values, counts and shares of all there ever was',
    async (by) => {
      const { columns, rows } = await api.ask(`/api/v1/totals?metric=pull&by=${by}&limit=3`)
      expect(columns).toEqual([by, 'count', 'share'])
      expect(rows).toEqual(totalsOf(events, { by, limit: 3 }, ever))
    },
  )

  it('agrees with itself by day, by month and over all time', async () => {
    const dayed = await api.ask(`/api/v1/totals?metric=pull&by=country&from=${FIRST_DAY}`)
    const all = await api.ask('/api/v1/totals?metric=pull&by=country')
    expect(dayed.rows).toEqual(all.rows)
    const byMonth = await api.ask(`/api/v1/stats?interval=month&from=${FIRST_DAY}`)
    const whole = byMonth.rows.reduce((sum, [, count]) => sum + Number(count), 0)
    expect(all.rows.reduce((sum, [, count]) => sum + Number(count), 0)).toBe(whole)
  })

  it('narrows by class and by what is asked for', async () => {
    const path = '/api/v1/totals?metric=pull&by=version&class=runtime&where.version=v1.19.0,latest'
    const asked = { by: 'version', class: ['runtime'], where: { version: ['v1.19.0', 'latest'] } }
    expect((await api.ask(path)).rows).toEqual(totalsOf(events, asked, ever))
    const pair =
      '/api/v1/totals?metric=download&by=platform&where.version=v1.19.0&from=2028-01-31&to=2028-02-29'
    expect((await api.ask(pair)).rows).toEqual(
      totalsOf(
        events,
        { metric: 'download', by: 'platform', where: { version: ['v1.19.0'] } },
        between('2028-01-31', '2028-02-29'),
      ),
    )
  })

  it('compares with as many days right before, values that are gone included', async () => {
    const { columns, rows } = await api.ask(
      '/api/v1/totals?metric=pull&by=version&from=2028-03-14&to=2028-03-14&compare=previous',
    )
    expect(columns).toEqual(['version', 'count', 'share', 'previous'])
    const count = (day: string) =>
      matching(events, { metric: 'pull' }).filter(({ at }) => stepOf('day', at) === day).length
    expect(rows.reduce((sum, row) => sum + Number(row[1]), 0)).toBe(count('2028-03-14'))
    expect(rows.reduce((sum, row) => sum + Number(row[3]), 0)).toBe(count('2028-03-13'))
    expect(count('2028-03-13')).toBeGreaterThan(0)
  })

  it('sums whole months where more than 400 days are asked for', async () => {
    const { rows } = await api.ask('/api/v1/totals?metric=pull&from=2020-01-15')
    expect(rows).toEqual([['pull', matching(events, {}).length]])
  })

  it('has nothing to compare with that began before the ledger', async () => {
    const { rows } = await api.ask(`/api/v1/totals?metric=pull&from=${FIRST_DAY}&compare=previous`)
    expect(rows).toEqual([['pull', matching(events, {}).length, null]])
  })
})

describe('the envelope', () => {
  it('says what is final, up to when, and which days are missing', async () => {
    const winter = await api.ask('/api/v1/stats?from=2027-12-01&to=2028-01-31')
    expect(winter).toMatchObject({ state: 'final', data_through: new Date(NOW).toISOString() })
    expect(winter.coverage).toMatchObject({ first_day: FIRST_DAY, missing: MISSING_DAYS })
    expect(winter.revision).toBeGreaterThanOrEqual(winter.coverage.days)
    expect((await api.ask('/api/v1/stats?from=2028-03-11&to=2028-03-12')).state).toBe('provisional')
    expect((await api.ask('/api/v1/totals')).state).toBe('provisional')
  })
})

describe('GET /api/v1/artifacts', () => {
  it('lists each with its days and counts, the most counted first', async () => {
    const { columns, rows } = await api.ask('/api/v1/artifacts')
    expect(columns).toEqual(['artifact', 'kind', 'first_day', 'last_day', ...METRICS])
    const wanted = ARTIFACTS.map((artifact) => {
      const of = events.filter((one) => one.artifact === artifact)
      const days = of.map(({ at }) => stepOf('day', at)).toSorted()
      const counts = METRICS.map((metric) => matching(of, { metric }).length)
      return [artifact, 'image', days[0], days.at(-1), ...counts]
    })
    const size = (row: unknown[]) => row.slice(4).reduce((sum: number, count) => sum + Number(count), 0)
    expect(rows).toEqual(wanted.toSorted((a, b) => size(b) - size(a)))
  })
})

describe('GET /api/v1/funnel', () => {
  it('has the stages of an image with the share that came from the one before', async () => {
    const { rows } = await api.ask('/api/v1/funnel?class=runtime&from=2028-02-01')
    const counts = ['check', 'pull', 'download'].map((metric) => {
      const of = matching(events, { metric, class: ['runtime'] })
      return of.filter(between('2028-02-01', '2028-03-15')).length
    })
    expect(rows.map(([stage, count]) => [stage, count])).toEqual([
      ['check', counts[0]],
      ['pull', counts[1]],
      ['download', counts[2]],
    ])
    expect(rows[0]?.[2]).toBeNull()
    expect(rows[2]?.[2]).toBeCloseTo((counts[2] ?? 0) / (counts[1] ?? 0), 5)
  })
})

describe('GET /api/v1/adoption', () => {
  it('has shares that add up to the whole of each step', async () => {
    const { columns, rows } = await api.ask(
      '/api/v1/adoption?artifact=cert-manager-controller&interval=month&from=2028-01-01&limit=2',
    )
    expect(columns).toEqual(['month', 'minor', 'count', 'share'])
    for (const month of ['2028-01', '2028-02', '2028-03']) {
      const of = rows.filter(([time]) => time === month)
      expect(of.map(([, minor]) => minor)).toEqual(rows.slice(0, 3).map(([, minor]) => minor))
      expect(of.reduce((sum, row) => sum + Number(row[3]), 0)).toBeCloseTo(1, 4)
    }
    const asked = { artifact: 'cert-manager-controller' }
    const whole = matching(events, asked).filter(between('2028-01-01', '2028-03-15')).length
    expect(rows.reduce((sum, row) => sum + Number(row[2]), 0)).toBe(whole)
  })

  it('has no curve of what is as old as the ledger', async () => {
    const { columns, rows } = await api.ask(
      `/api/v1/adoption?artifact=cert-manager-controller&align=release&share=0&from=${FIRST_DAY}`,
    )
    expect(columns).toEqual(['days_since_release', 'minor', 'count'])
    const first = matching(events, { artifact: 'cert-manager-controller' }).filter(
      ({ tag, at }) => tag?.startsWith('v1.18') && at < Date.parse(FIRST_DAY) + 3 * DAY_MS,
    ).length
    expect(first).toBeGreaterThan(0)
    expect(rows.filter(([, minor]) => minor === '1.18')).toEqual([])
  })
})
