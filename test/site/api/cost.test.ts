// What a question reads: stretches of a key, never a table. Whatever has been counted besides costs nothing.
import { env } from 'cloudflare:workers'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { overriding } from '../../analytics/fault.ts'
import { NOW } from '../../analytics/stats/history.ts'
import { type Api, createApi, fillLedger, stopClockAt } from './scene.ts'

type Asked = { sql: string; values: unknown[] }

/** D1, noting down each statement. */
function recording(asked: Asked[]): D1Database {
  const statement = (real: D1PreparedStatement, sql: string): D1PreparedStatement =>
    overriding(real, {
      bind: (...values: unknown[]) => {
        asked.push({ sql, values })
        return real.bind(...values)
      },
      first: async () => {
        asked.push({ sql, values: [] })
        return real.first()
      },
      all: async () => {
        asked.push({ sql, values: [] })
        return real.all()
      },
    })
  return overriding(env.DB, { prepare: (sql: string) => statement(env.DB.prepare(sql), sql) })
}

let api: Api
const asked: Asked[] = []
beforeAll(async () => {
  stopClockAt(NOW)
  await fillLedger(300)
  api = await createApi({ PAGE_TTL_SECONDS: 0, DB: recording(asked) })
})
afterAll(() => {
  vi.useRealTimers()
  vi.restoreAllMocks()
})

/** Lines of the query plans. */
async function plansOf(path: string): Promise<string[]> {
  asked.splice(0)
  await api.ask(path)
  const plans: string[] = []
  for (const { sql, values } of asked) {
    const { results } = await env.DB.prepare(`EXPLAIN QUERY PLAN ${sql}`)
      .bind(...values)
      .all<{ detail: string }>()
    plans.push(...results.map(({ detail }) => detail))
  }
  return plans
}

const isOfNumbers = (line: string) =>
  /\b(event|cell|hour_\w+|(all_)?(day|month|ever)_\w+|total_count)\b/.test(line)
/** What is read whole is what came with the question, what was just made, or has a row or two. */
const isScan = (line: string) =>
  line.startsWith('SCAN') &&
  !/^SCAN (json_each|wanted|\(subquery|dirty|demo|rolled_up|ever|CONSTANT)/.test(line)

/** Those of all artifacts together begin with what follows it. */
const KEYS: Record<string, string> = {
  day_count: '(artifact=? AND dimension=? AND metric=? AND class=? AND bucket>? AND bucket<?)',
  all_day_count: '(dimension=? AND metric=? AND class=? AND bucket>? AND bucket<?)',
  all_day_pair: '(pair=? AND metric=? AND bucket>? AND bucket<?)',
  hour_total: '(artifact=? AND metric=? AND class=? AND hour>? AND hour<?)',
  all_month_count: '(dimension=? AND metric=? AND class=? AND bucket>? AND bucket<?)',
  month_pair: '(artifact=? AND pair=? AND metric=? AND bucket>? AND bucket<?)',
}
/** All there ever was has no range of time, and on top of it come the months that may still change. */
const EVER: Record<string, Record<string, string>> = {
  total_count: { total_count: '(artifact=? AND metric=? AND class=?)' },
  ever_count: {
    ever_count: '(artifact=? AND dimension=? AND metric=? AND class=?)',
    month_count: '(artifact=? AND dimension=? AND metric=? AND class=? AND bucket>?)',
  },
  all_ever_count: {
    all_ever_count: '(dimension=? AND metric=? AND class=?)',
    all_month_count: '(dimension=? AND metric=? AND class=? AND bucket>?)',
  },
  all_ever_pair: {
    all_ever_pair: '(pair=? AND metric=?)',
    all_month_pair: '(pair=? AND metric=? AND bucket>?)',
  },
}

const DAYS = 'from=2027-12-01&to=2028-03-15'
const ONE = 'artifact=cert-manager-controller'
const QUESTIONS: [path: string, table: string][] = [
  [`/api/v1/stats?${DAYS}`, 'all_day_count'],
  [`/api/v1/stats?${DAYS}&${ONE}&class=runtime,tool&interval=week&by=class`, 'day_count'],
  [`/api/v1/stats?${DAYS}&by=version&limit=3&compare=previous`, 'all_day_count'],
  [`/api/v1/stats?${DAYS}&by=artifact&where.country=DE,US`, 'day_count'],
  [`/api/v1/stats?${DAYS}&by=minor&interval=month`, 'all_month_count'],
  [`/api/v1/stats?${DAYS}&by=platform&where.version=v1.19.0`, 'all_day_pair'],
  [`/api/v1/stats?${DAYS}&${ONE}&by=version&where.country=DE&interval=month`, 'month_pair'],
  ['/api/v1/stats?interval=hour&by=artifact', 'hour_total'],
  [`/api/v1/stats?interval=hour&${ONE}&class=runtime`, 'hour_total'],
  [`/api/v1/totals?${DAYS}&metric=pull&by=os`, 'all_day_count'],
  ['/api/v1/totals', 'total_count'],
  [`/api/v1/totals?metric=pull&by=class&${ONE}`, 'total_count'],
  ['/api/v1/totals?metric=pull&by=country', 'all_ever_count'],
  [`/api/v1/totals?metric=pull&by=country&${ONE}`, 'ever_count'],
  ['/api/v1/totals?metric=pull&by=minor&where.platform=linux/amd64', 'all_ever_pair'],
  [`/api/v1/funnel?${DAYS}`, 'all_day_count'],
  [`/api/v1/adoption?${ONE}&align=release`, 'day_count'],
]

describe('what is read', () => {
  it.each(QUESTIONS)('for %s is a stretch of the key of %s, and of no other table', async (path, table) => {
    const plans = await plansOf(path)
    const isEver = path.startsWith('/api/v1/totals') && !path.includes('from=')
    const keys = isEver ? EVER[table] : { [table]: KEYS[table] }
    const searches = Object.entries(keys ?? {}).map(([of, key]) => `SEARCH ${of} USING PRIMARY KEY ${key}`)
    expect(new Set(plans.filter(isOfNumbers))).toEqual(new Set(searches))
    expect(plans.filter(isScan)).toEqual([])
  })

  it('for sources is a stretch of the days of that artifact and metric', async () => {
    const plans = await plansOf(`/api/v1/sources?${ONE}`)
    expect(plans.filter((line) => line.includes('day_source'))).toEqual([
      expect.stringMatching(
        /^SEARCH day_source USING PRIMARY KEY \(artifact=\? AND metric=\? AND day>\? AND day<\?\)$/,
      ),
    ])
  })
})
