// What cannot be asked is a 400 with a sentence that says what can.
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { CLASSES, METRICS } from '../../../src/analytics/event.ts'
import { BY, WHERE } from '../../../src/analytics/stats/question.ts'
import { ENDPOINTS } from '../../../src/site/api/endpoints.ts'
import { NOW } from '../../analytics/stats/history.ts'
import { numberOf } from '../../analytics/store.ts'
import { type Api, createApi, fillLedger, stopClockAt } from './scene.ts'

let api: Api
beforeAll(async () => {
  stopClockAt(NOW)
  api = await createApi()
  await fillLedger(50)
})
afterAll(() => {
  vi.useRealTimers()
  vi.restoreAllMocks()
})

const ARTIFACT = 'artifact=cert-manager-controller'

describe('a parameter', () => {
  it.each(ENDPOINTS.map(({ path, parameters }) => [path, Object.keys(parameters.shape)] as const))(
    'that %s does not know is refused, naming those it knows',
    async (path, allowed) => {
      const sentence = await api.refuse(`${path}?wehre.version=1`)
      expect(sentence).toContain('"wehre.version"')
      for (const name of allowed) expect(sentence).toContain(name)
      expect(await api.refuse(`${path}?__proto__=1`)).toContain('"__proto__"')
      expect(await api.refuse(`${path}?constructor=1`)).toContain('"constructor"')
    },
  )

  it.each([
    ['/api/v1/stats?metric=pull&metric=check', ['metric', 'more than once']],
    ['/api/v1/stats?metric=pull&metric=pull', ['metric', 'more than once']],
    ['/api/v1/stats?metric=pulls', ['metric=pulls', ...METRICS]],
    ['/api/v1/stats?metric=', ['metric', ...METRICS]],
    ['/api/v1/stats?class=runtime,robot', ['class', ...CLASSES]],
    ['/api/v1/stats?class=', ['class', ...CLASSES]],
    ['/api/v1/stats?by=city', ['by=city', ...BY]],
    ['/api/v1/stats?interval=year', ['interval=year', 'hour, day, week, month']],
    ['/api/v1/stats?compare=next', ['compare=next', 'previous, year']],
    ['/api/v1/stats?format=xml', ['format=xml', 'json, csv']],
    ['/api/v1/stats?limit=0', ['limit=0', '1 to 100']],
    ['/api/v1/stats?limit=101', ['limit=101', '1 to 100']],
    ['/api/v1/stats?limit=abc', ['limit=abc', '1 to 100']],
    ['/api/v1/stats?limit=1e1', ['limit=1e1', '1 to 100']],
    ['/api/v1/stats?limit=-1', ['limit=-1', '1 to 100']],
    ['/api/v1/stats?limit=', ['limit=', '1 to 100']],
    ['/api/v1/stats?limit=10.5', ['limit=10.5', '1 to 100']],
    ['/api/v1/stats?where.country=', ['where.country', 'empty']],
    ['/api/v1/stats?where.country=DE,', ['where.country', 'empty']],
    ['/api/v1/stats?artifact=', ['artifact', 'empty']],
    ['/api/v1/stats?artifact=cert-manger', ['artifact=cert-manger', '/api/v1/artifacts']],
    ['/api/v1/adoption', ['artifact']],
    [`/api/v1/adoption?${ARTIFACT}&metric=check`, ['metric=check', 'pull, download']],
    [`/api/v1/adoption?${ARTIFACT}&align=release&group=version`, ['align=release', 'group=minor']],
    ['/api/v1/sources', ['artifact']],
    ['/api/v1/dimensions?verbose=1', ['"verbose"', 'none']],
  ] as const)('as in %s is refused', async (path, words) => {
    const sentence = await api.refuse(path)
    for (const word of words) expect(sentence).toContain(word)
  })
})

describe('a range of days', () => {
  it.each([
    ['from=2026-02-30', 'such as 2026-11-22'],
    ['from=2027-02-29', 'such as 2026-11-22'],
    ['from=15.03.2028', 'such as 2026-11-22'],
    ['to=yesterday', 'such as 2026-11-22'],
    ['to=1969-12-31', 'such as 2026-11-22'],
    ['from=2028-03-10&to=2028-03-09', 'after'],
    ['from=2028-03-16', 'future'],
    ['from=9999-12-31', 'future'],
    ['from=2027-02-09', '401 days'],
    ['from=2027-02-08&interval=week', '400'],
    ['from=1970-01-01&interval=month', '3700'],
    ['from=2028-02-09&to=2028-02-11&interval=hour', 'since 2028-02-10'],
    ['from=2028-02-20&interval=hour&compare=previous', 'since 2028-02-10'],
    ['from=2028-03-15&interval=hour&compare=year', 'since 2028-02-10'],
  ])('%s is refused', async (range, word) => {
    expect(await api.refuse(`/api/v1/stats?${range}`)).toContain(word)
  })

  it.each(['from=2027-02-10', 'interval=month&from=2018-02-01', 'interval=hour&from=2028-02-10'])(
    '%s is the longest',
    async (range) => {
      expect((await api.ask(`/api/v1/stats?${range}`)).rows.length).toBeGreaterThan(100)
    },
  )

  it('of a sum is of whole months where days are not kept that long', async () => {
    expect((await api.ask('/api/v1/totals?from=2020-01-10')).query).toMatchObject({ from: '2020-01-01' })
    expect(await api.refuse('/api/v1/totals?from=1990-01-01')).toContain('3700')
  })
})

describe('a question that the tables cannot answer', () => {
  it.each([
    ['interval=hour&by=version', 'version'],
    ['interval=hour&where.country=DE', 'country'],
    ['by=platform&where.country=DE', 'version with platform, version with country, version with client'],
    ['by=country&where.version=v1.19.0&where.client=docker', 'version with country'],
    ['by=version&where.client_version=docker', 'version with client'],
    ['metric=check&by=version&where.country=DE', 'pull, download, chart_pull, file_download'],
    ['by=version&where.country=DE&class=runtime', 'class'],
    ['by=class&where.country=DE&where.version=latest', 'class'],
  ])('%s says what could be asked', async (search, word) => {
    expect(await api.refuse(`/api/v1/stats?${search}`)).toContain(word)
  })

  it('on /api/v1/totals, too', async () => {
    expect(await api.refuse('/api/v1/totals?by=country')).toContain('one metric')
    expect(await api.refuse('/api/v1/totals?compare=previous')).toContain('needs from')
    expect(await api.refuse('/api/v1/totals?metric=pull&by=os&where.client=docker')).toContain('version')
  })
})

describe('hostile text', () => {
  const HOSTILE = [
    `' OR 1=1 --`,
    `"; DROP TABLE day_count; --`,
    `') UNION SELECT value FROM label --`,
    `%' ESCAPE '`,
    `\u0000`,
    `?1`,
    `(SELECT 1)`,
    `<script>alert(1)</script>`,
    `\u{1F980}`.repeat(40),
    `{"$ne":null}`,
  ]
  const counted = () => numberOf('SELECT SUM(count) AS n FROM day_count')

  it.each(Object.keys(ENDPOINTS.find(({ path }) => path === '/api/v1/stats')?.parameters.shape ?? {}))(
    'in %s is refused, or names nothing',
    async (name) => {
      const before = await counted()
      for (const value of HOSTILE) {
        const search = new URLSearchParams({ by: 'country', [name]: value })
        if (name.startsWith('where.')) search.delete('by')
        const response = await api.world.ask(`/api/v1/stats?${search.toString()}`)
        const body = await response.json<{ rows?: (string | number)[][] }>()
        expect(response.headers.get('Content-Type')).toBe('application/json')
        expect(response.headers.get('X-Content-Type-Options')).toBe('nosniff')
        if (name.startsWith('where.'))
          expect(new Set(body.rows?.map(([, count]) => count))).toEqual(new Set([0]))
        else expect(response.status).toBe(400)
      }
      expect(await counted()).toBe(before)
      expect(before).toBeGreaterThan(0)
    },
  )

  it('of any length is refused', async () => {
    const long = 'x'.repeat(8000)
    for (const name of ['artifact', 'metric', 'from', 'limit', 'where.country', long]) {
      expect((await api.refuse(`/api/v1/stats?${name}=${long}`)).length).toBeLessThan(500)
    }
    expect(await api.refuse(`/api/v1/stats?where.country=${'DE,'.repeat(2000)}DE`)).toContain('20')
    expect(await api.refuse(`/api/v1/stats?class=${'tool,'.repeat(2000)}tool`)).toContain('9')
    expect(await api.refuse(`/api/v1/stats?${'limit=1&'.repeat(1000)}`)).toContain('more than once')
  })
})

it('reads every dimension that there is', () => {
  expect(Object.keys(ENDPOINTS.find(({ path }) => path === '/api/v1/stats')?.parameters.shape ?? {})).toEqual(
    expect.arrayContaining(WHERE.map((dimension) => `where.${dimension}`)),
  )
})
