// Every kind of question, compared with the events counted one by one.
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import type { Event } from '../../../src/analytics/event.ts'
import { NOW } from '../../analytics/stats/history.ts'
import { type Asked, type Step, seriesOf, stepsBefore, stepsOf } from '../../analytics/stats/oracle.ts'
import { type Api, createApi, fillLedger, stopClockAt } from './scene.ts'

let api: Api
let events: Event[]
beforeAll(async () => {
  stopClockAt(NOW)
  api = await createApi()
  events = await fillLedger(2500)
})
afterAll(() => {
  vi.useRealTimers()
  vi.restoreAllMocks()
})

type Range = { step: Step; from: string; to: string; compare?: 'previous' | 'year' }

function pathOf(asked: Asked, { step, from, to, compare }: Range): string {
  const search = new URLSearchParams({ interval: step, from, to })
  const { artifact, metric, by, limit, class: classes = [], where = {} } = asked
  for (const [name, value] of Object.entries({ artifact, metric, by, limit, compare })) {
    if (value !== undefined) search.set(name, String(value))
  }
  if (classes.length > 0) search.set('class', classes.join(','))
  for (const [name, wanted] of Object.entries(where)) search.set(`where.${name}`, wanted.join(','))
  return `/api/v1/stats?${search.toString()}`
}

async function expectTruth(asked: Asked, range: Range): Promise<void> {
  const { columns, rows } = await api.ask(pathOf(asked, range))
  const steps = stepsOf(range.step, range.from, range.to)
  const before = range.compare === undefined ? [] : stepsBefore(range.step, steps, range.compare)
  const wanted = seriesOf(events, asked, { step: range.step, steps, before })
  const counted = columns.indexOf('count')
  expect(wanted.reduce((sum, row) => sum + Number(row[counted]), 0)).toBeGreaterThan(0)
  expect(rows).toEqual(wanted)
}

const WINTER = { from: '2027-12-06', to: '2028-03-15' }
const QUESTIONS: Asked[] = [
  {},
  { artifact: 'charts/cert-manager' },
  { metric: 'download' },
  { metric: 'check', class: ['runtime'] },
  { class: ['tool', 'browser', 'unknown'], artifact: 'cert-manager-webhook' },
  ...['artifact', 'class', 'version', 'platform', 'country', 'continent', 'client', 'client_version'].map(
    (by) => ({ by }),
  ),
  ...['provider', 'upstream', 'minor', 'os'].map((by) => ({ by, artifact: 'cert-manager-controller' })),
  { metric: 'error', by: 'reason' },
  { by: 'version', limit: 2 },
  { by: 'minor', limit: 1, class: ['runtime', 'tool'] },
  { where: { country: ['DE'] } },
  { where: { country: ['DE', 'T1', '(unknown)'] }, by: 'artifact' },
  { where: { version: ['v1.19.0', 'v1.19.1'] }, by: 'version' },
  { where: { version: ['v1.19.0', 'v1.19.1'] }, by: 'minor' },
  { where: { provider: ['(unknown)'] }, by: 'class' },
  { where: { platform: ['linux/arm64/v8', 'windows/amd64'] }, by: 'os', class: ['runtime'] },
  { where: { version: ['v1.19.0'] }, by: 'platform' },
  { where: { version: ['v1.19.0', '(unknown)'] }, by: 'os', artifact: 'cert-manager-webhook' },
  { where: { platform: ['linux/amd64'] }, by: 'minor' },
  { where: { country: ['US', '(unknown)'] }, by: 'version', limit: 3 },
  { where: { version: ['latest'] }, by: 'country', metric: 'download' },
  { where: { client: ['docker'] }, by: 'version' },
  { where: { client: ['docker'], version: ['v1.18.2'] } },
  { where: { client: ['docker'], version: ['v1.18.2'] }, by: 'artifact' },
]

describe.each(['day', 'week', 'month'] as const)('GET /api/v1/stats?interval=%s', (step) => {
  it.each(QUESTIONS)('answers %o as the events do', async (asked) => {
    await expectTruth(asked, { step, ...WINTER })
  })

  it.each([
    ['previous', { from: '2028-02-07', to: '2028-03-15' }],
    ['year', { from: '2028-02-07', to: '2028-03-15' }],
  ] as const)('compares with %s', async (compare, days) => {
    // A year before, nothing was counted at all; the other is checked against the events.
    if (compare === 'previous') {
      await expectTruth({}, { step, ...days, compare })
      await expectTruth({ by: 'country' }, { step, ...days, compare })
      await expectTruth({ by: 'version', limit: 2 }, { step, ...days, compare })
      return
    }
    const { columns, rows } = await api.ask(pathOf({}, { step, ...days, compare }))
    expect(columns).toEqual([step, 'count', 'previous'])
    expect(new Set(rows.map(([, , previous]) => previous))).toEqual(new Set([null]))
  })
})

describe('GET /api/v1/stats?interval=hour', () => {
  const LATELY = { step: 'hour', from: '2028-03-11', to: '2028-03-15' } as const

  it.each([
    {},
    { by: 'artifact' },
    { by: 'class', limit: 3 },
    { metric: 'check', class: ['runtime', 'tool'] },
  ] satisfies Asked[])('answers %o as the events do, up to the hour that it is', async (asked) => {
    await expectTruth(asked, LATELY)
  })

  it('compares with the hours right before', async () => {
    await expectTruth({ by: 'artifact' }, { ...LATELY, from: '2028-03-14', compare: 'previous' })
  })
})

describe('a stretch of time', () => {
  it.each([
    ['day', '2028-02-28', '2028-03-01', ['2028-02-28', '2028-02-29', '2028-03-01']],
    ['day', '2027-12-31', '2028-01-01', ['2027-12-31', '2028-01-01']],
    ['week', '2028-01-01', '2028-01-03', ['2027-12-27', '2028-01-03']],
    ['week', '2028-02-29', '2028-02-29', ['2028-02-28']],
    ['month', '2027-12-31', '2028-02-29', ['2027-12', '2028-01', '2028-02']],
    ['month', '2028-01-31', '2028-01-31', ['2028-01']],
    ['hour', '2028-02-29', '2028-02-29', stepsOf('hour', '2028-02-29', '2028-02-29')],
  ] as const)('by %s from %s to %s is whole steps', async (step, from, to, steps) => {
    const { rows } = await api.ask(pathOf({}, { step, from, to }))
    expect(rows.map(([time]) => time)).toEqual(steps)
    expect(rows).toEqual(seriesOf(events, {}, { step, steps: [...steps] }))
  })

  it('has a row of zero for a step without any event', async () => {
    const { rows } = await api.ask(pathOf({}, { step: 'day', from: '2028-01-10', to: '2028-01-12' }))
    expect(rows).toEqual([
      ['2028-01-10', 0],
      ['2028-01-11', 0],
      ['2028-01-12', 0],
    ])
  })

  it('says which days were understood, whole weeks and months included', async () => {
    const { query } = await api.ask('/api/v1/stats?interval=month&from=2028-02-10&to=2028-02-20')
    expect(query).toMatchObject({ from: '2028-02-01', to: '2028-02-29', metric: 'pull', limit: 20 })
  })

  it('ends now, whatever is asked', async () => {
    const { query, rows } = await api.ask('/api/v1/stats?from=2028-03-14&to=2030-01-01')
    expect(query['to']).toBe('2028-03-15')
    expect(rows).toHaveLength(2)
  })
})

it('has the same sum however it is split', async () => {
  const sumOf = async (by: string) => {
    const { rows } = await api.ask(`/api/v1/stats?interval=week&from=2027-12-06&limit=2${by}`)
    return rows.reduce((sum, row) => sum + Number(row.at(-1)), 0)
  }
  const whole = await sumOf('')
  for (const by of ['artifact', 'class', 'version', 'minor', 'platform', 'os', 'country', 'reason'])
    expect(await sumOf(`&by=${by}`)).toBe(whole)
})
