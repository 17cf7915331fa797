import { env } from 'cloudflare:workers'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import * as z from 'zod'
import { rollUp } from '../../../src/analytics/rollup/run.ts'
import { shortNumber } from '../../../src/site/badge/badge.ts'
import { DAY_MS, NOON, emptyLedger, event, write } from '../../analytics/store.ts'
import { type Visitor, createVisitor } from '../visitor.ts'
import { allNamed, readXml } from '../xml-tree.ts'

/** What shields.io accepts of an endpoint: services/endpoint-common.js of its repository, key by key. */
const shieldsSchema = z.strictObject({
  schemaVersion: z.literal(1),
  label: z.string(),
  message: z.string().min(1),
  color: z.string().min(1).optional(),
  labelColor: z.string().min(1).optional(),
  isError: z.boolean().optional(),
  namedLogo: z.string().min(1).optional(),
  logoSvg: z.string().min(1).optional(),
  logoColor: z.string().min(1).optional(),
  style: z.string().min(1).optional(),
  cacheSeconds: z.int().min(0).optional(),
})

const NAME = '/badge/cert-manager-controller'
let visitor: Visitor

const daysAgo = (days: number, fields: Parameters<typeof event>[0] = {}) =>
  event({ at: NOON - days * DAY_MS, ...fields })
const badge = async (path: string) => shieldsSchema.parse(await (await visitor.ask(path)).json())
const message = async (path: string) => (await badge(path)).message

beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['Date'], now: NOON })
  visitor = createVisitor()
  await emptyLedger()
  await write(
    ...[0, 1, 1, 7, 8, 30, 31].map((days) => daysAgo(days)),
    daysAgo(1, { class: 'build', client: 'buildkit' }),
    daysAgo(1, { class: 'scanner', client: 'trivy' }),
    daysAgo(2, { metric: 'chart_pull', artifact: 'charts/cert-manager' }),
  )
  await rollUp(env.DB, NOON)
})
afterEach(() => vi.useRealTimers())

describe('GET /badge/<artifact>/<metric>/<period>.json', () => {
  it('counts whole days that are over, and all there ever was', async () => {
    expect(await badge(`${NAME}/pull/day.json`)).toEqual({
      schemaVersion: 1,
      label: 'pulls',
      message: '4/day',
      color: 'blue',
      cacheSeconds: 3600,
    })
    expect(await message(`${NAME}/pull/week.json`)).toBe('5/week')
    expect(await message(`${NAME}/pull/month.json`)).toBe('7/month')
    expect(await message(`${NAME}/pull/total.json`)).toBe('9 total')
    expect(await message(`${NAME}/verify/week.json`)).toBe('0/week')
  })

  it('finds names with slashes, percent-encoded or not, and all artifacts together where none is named', async () => {
    expect(await message('/badge/charts/cert-manager/chart_pull/week.json')).toBe('1/week')
    expect(await message('/badge/charts%2Fcert-manager/chart_pull/week.json')).toBe('1/week')
    expect(await message('/badge/chart_pull/total.json')).toBe('1 total')
  })

  it('takes a label, a colour and classes', async () => {
    const asked = await badge(`${NAME}/pull/day.json?label=in%20clusters&color=97CA00&class=runtime,build`)
    expect(asked).toMatchObject({ label: 'in clusters', color: '97CA00', message: '3/day' })
    expect(await badge(`${NAME}/pull/day.json?label=`)).toMatchObject({ label: '', message: '4/day' })
  })

  it.each([
    [`${NAME}/pull/day.json?color=url(x)`, 400, 'color=url(x): must be hexadecimal'],
    [`${NAME}/pull/day.json?label=${'x'.repeat(65)}`, 400, 'label='],
    [`${NAME}/pull/day.json?label=%00`, 400, 'must be text that can be seen'],
    [`${NAME}/pull/day.json?class=bots`, 400, 'class=bots'],
    [
      `${NAME}/pull/day.json?logo=docker`,
      400,
      'there is no parameter "logo"; allowed are: label, color, class',
    ],
    ['/badge/nginx/pull/day.json', 400, 'nothing of this name has been counted'],
    [`${NAME}/pulls/day.json`, 404, 'a metric is one of check, pull'],
    [`${NAME}/pull/decade.json`, 404, '<day|week|month|total>'],
    ['/badge/%E0%A4%A/pull/day.json', 404, 'a badge is at'],
    ['/badge/', 404, 'a badge is at'],
  ])('%s is answered %i', async (path, status, sentence) => {
    const response = await visitor.ask(path)
    expect(response.status).toBe(status)
    expect(response.headers.get('Cache-Control')).toBe('no-store')
    expect((await response.json<{ error: string }>()).error).toContain(sentence)
  })
})

describe('GET /badge/<artifact>/<metric>/<period>.svg', () => {
  const svg = async (path: string) => readXml(await (await visitor.ask(path)).text())
  const texts = async (path: string) => allNamed(await svg(path), 'text').map(({ text }) => text)

  it('is a picture that screen readers can say and that may do nothing', async () => {
    const response = await visitor.ask(`${NAME}/pull/week.svg`)
    expect(response.status).toBe(200)
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'content-type': 'image/svg+xml; charset=utf-8',
      'content-security-policy': "default-src 'none'; sandbox",
      'x-content-type-options': 'nosniff',
      'access-control-allow-origin': '*',
    })
    expect(response.headers.get('ETag')).not.toBeNull()
    const picture = readXml(await response.text())
    expect(picture.attributes).toMatchObject({ role: 'img', 'aria-label': 'pulls: 5/week' })
    expect(allNamed(picture, 'title').map(({ text }) => text)).toEqual(['pulls: 5/week'])
    expect(allNamed(picture, 'text').map(({ text }) => text)).toEqual(['pulls', 'pulls', '5/week', '5/week'])
  })

  it('has the geometry of a flat badge of shields.io', async () => {
    const picture = await svg(`${NAME}/pull/week.svg?label=pulls`)
    const [clip, left, right] = allNamed(picture, 'rect').map(({ attributes }) => attributes)
    // badge-maker 6.0.0 for the same two texts.
    expect(picture.attributes).toMatchObject({ width: '86', height: '20' })
    expect(clip).toMatchObject({ width: '86', rx: '3' })
    expect(left).toMatchObject({ width: '35' })
    expect(right).toMatchObject({ x: '35', width: '51', fill: '#007ec6' })
    const lengths = allNamed(picture, 'text').map(({ attributes }) => attributes['textLength'])
    expect(lengths).toEqual(['25', '25', '41', '41'])
  })

  it('shows hostile text as text', async () => {
    const hostile = `</text><script>alert("1")</script>&'`
    const path = `${NAME}/pull/day.svg?label=${encodeURIComponent(hostile)}`
    expect((await texts(path))[0]).toBe(hostile)
    expect(allNamed(await svg(path), 'script')).toEqual([])
    const name = encodeURIComponent('<svg onload="x">\0\u{D}')
    expect((await texts(`/badge/${name}/pull/day.svg`))[2]).toContain('<svg onload="x">\uFFFD\uFFFD')
  })

  it('puts dark letters on bright colours, and leaves the left half out without a label', async () => {
    const letters = async (color: string) =>
      allNamed(await svg(`${NAME}/pull/day.svg?label=&color=${color}`), 'text').map(
        ({ attributes }) => attributes['fill'],
      )
    expect(await letters('fd0')).toEqual(['#ccc', '#333'])
    expect(await letters('%23000080')).toEqual(['#010101', '#fff'])
  })

  it('says in the picture what is wrong, and is not kept', async () => {
    for (const [path, sentence] of [
      ['/badge/nginx/pull/day.svg', 'nothing of this name has been counted'],
      [`${NAME}/pulls/day.svg`, 'a badge is at /badge/'],
      [`${NAME}/pull/day.svg?style=plastic`, 'there is no parameter "style"'],
    ] as const) {
      const response = await visitor.ask(path)
      expect([response.status, response.headers.get('Cache-Control')]).toEqual([200, 'no-store'])
      expect(allNamed(readXml(await response.text()), 'title')[0]?.text).toContain(sentence)
    }
  })
})

describe('the number on a badge', () => {
  it.each([
    [0, '0'],
    [987, '987'],
    [1000, '1k'],
    [1249, '1.2k'],
    [12_345, '12k'],
    [999_499, '999k'],
    [999_999, '1M'],
    [1_234_567, '1.2M'],
    [2_000_000_000, '2B'],
  ])('%i is %s', (count, text) => {
    expect(shortNumber(count)).toBe(text)
  })
})
