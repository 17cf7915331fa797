import { env } from 'cloudflare:workers'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { runLedgerCron } from '../../../src/analytics/cron.ts'
import { recordDumps } from '../../../src/analytics/dump/record.ts'
import { finaliseDays } from '../../../src/analytics/rollup/final.ts'
import { rollUp } from '../../../src/analytics/rollup/run.ts'
import { DAY_MS, HOUR_MS, NOON, edge, emptyLedger, event, numberOf, write } from '../../analytics/store.ts'
import { type Visitor, createVisitor } from '../visitor.ts'

/** NOON is on 2026-10-14; its day is final from here on. */
const FINAL = NOON + DAY_MS / 2 + 72 * HOUR_MS
const FILE = '/data/2026/10/14.csv'
const PAIRS = '/data/2026/10/14.pairs.csv'
let visitor: Visitor

type File = { url: string; rows: number; bytes: number; sha256: string }
type Index = {
  license: string
  demo?: boolean
  days: (File & { day: string; pairs: File })[]
  years: { year: number; url: string }[]
}
const get = async <T>(path: string): Promise<T> => (await visitor.ask(path)).json<T>()
const lines = async (path: string) => (await (await visitor.ask(path)).text()).split('\r\n')
const refused = async (path: string) => {
  const response = await visitor.ask(path)
  return [response.status, (await response.json<{ error: string }>()).error]
}

async function makeFinal(now: number): Promise<void> {
  await rollUp(env.DB, now)
  await finaliseDays(env.DB, now)
  await recordDumps(env.DB)
}

beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['Date'], now: FINAL })
  visitor = createVisitor()
  await emptyLedger()
})
afterEach(() => vi.useRealTimers())

describe('GET /data/YYYY/MM/DD.csv', () => {
  it('has every number of the day by one dimension, in an order that stays', async () => {
    await write(
      event({ country: 'DE' }),
      event({ country: '', continent: '' }),
      event({ metric: 'check', artifact: 'charts/cert-manager', tag: 'v1.19.0', class: 'build' }),
    )
    await makeFinal(FINAL)
    const rows = await lines(FILE)
    expect(rows[0]).toBe('day,artifact,metric,class,dimension,value,count')
    expect(rows.filter((row) => /,(total|country),/.test(row))).toEqual([
      '2026-10-14,cert-manager-controller,pull,runtime,total,,2',
      '2026-10-14,cert-manager-controller,pull,runtime,country,(unknown),1',
      '2026-10-14,cert-manager-controller,pull,runtime,country,DE,1',
      '2026-10-14,charts/cert-manager,check,build,total,,1',
      '2026-10-14,charts/cert-manager,check,build,country,DE,1',
    ])
    expect(rows.at(-1)).toBe('')
    expect(rows.length - 2).toBe(await numberOf('SELECT COUNT(*) AS n FROM day_count'))
    const sum = rows.reduce((total, row) => total + Number(/,total,,(\d+)$/.exec(row)?.[1] ?? 0), 0)
    expect(sum).toBe(3)
  })

  it('has the pairs in a file of their own', async () => {
    await write(event(), event({ tag: 'v1.18.2', country: 'FR' }))
    await makeFinal(FINAL)
    const rows = await lines(PAIRS)
    expect(rows[0]).toBe('day,artifact,metric,dimension_a,value_a,dimension_b,value_b,count')
    expect(rows.filter((row) => row.includes(',country,'))).toEqual([
      '2026-10-14,cert-manager-controller,pull,version,v1.18.2,country,FR,1',
      '2026-10-14,cert-manager-controller,pull,version,v1.19.0,country,DE,1',
    ])
    expect(rows.length - 2).toBe(await numberOf('SELECT COUNT(*) AS n FROM day_pair'))
  })

  it('is no formula to a spreadsheet, and one field to a reader', async () => {
    await write(event({ client: '=cmd|x' }), event({ client: 'a,"b' }))
    await makeFinal(FINAL)
    const clients = (await lines(FILE)).filter((row) => row.includes(',client,'))
    expect(clients).toEqual([
      `2026-10-14,cert-manager-controller,pull,runtime,client,'=cmd|x,1`,
      '2026-10-14,cert-manager-controller,pull,runtime,client,"a,""b",1',
    ])
  })

  it('is the same bytes for ever, and says so', async () => {
    await write(event())
    await makeFinal(FINAL)
    const response = await visitor.ask(FILE)
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'cache-control': 'public, max-age=31536000, immutable',
      'content-type': 'text/csv; charset=utf-8; header=present',
      'content-disposition': 'inline; filename="fairlead-2026-10-14.csv"',
      'access-control-allow-origin': '*',
    })
    const text = await response.text()
    // New labels, more days, a late event, another run: nothing of this day moves.
    await write(event({ at: FINAL, country: 'AA', client: 'aaa' }), event({ country: 'AA' }))
    await makeFinal(FINAL + 5 * DAY_MS)
    visitor = createVisitor()
    expect(await (await visitor.ask(FILE)).text()).toBe(text)
  })

  it('is 404 before the day is final, and says when it will be', async () => {
    await write(event())
    await makeFinal(FINAL - 1)
    vi.setSystemTime(FINAL - 1)
    const sentence =
      '2026-10-14 is not final: events may still come in; its dump can be had soon after 2026-10-18T00:00Z'
    expect(await refused(FILE)).toEqual([404, sentence])
    expect(await refused(PAIRS)).toEqual([404, sentence])
    vi.setSystemTime(FINAL)
    expect(await refused(FILE)).toEqual([
      404,
      '2026-10-14 is being made final; its dump can be had within the hour',
    ])
    await makeFinal(FINAL)
    expect((await visitor.ask(FILE)).status).toBe(200)
  })

  it.each([
    ['/data/2026/10/13.csv', 404, 'nothing was counted on 2026-10-13'],
    ['/data/2026/10/19.csv', 404, '2026-10-19 has not come yet'],
    ['/data/2026/02/30.csv', 404, 'dumps are at /data/YYYY/MM/DD.csv'],
    ['/data/2026/10/14', 404, 'dumps are at /data/YYYY/MM/DD.csv'],
    ['/data/', 404, '/data/index.json lists them'],
    ['/data/1999/index.json', 404, 'there are no dumps of 1999'],
    [`${FILE}?format=json`, 400, 'dumps take no parameters'],
  ])('%s is answered %i', async (path, status, sentence) => {
    await write(event())
    await makeFinal(FINAL)
    expect(await refused(path)).toEqual([status, expect.stringContaining(sentence)])
  })
})

describe('GET /data/index.json', () => {
  it('lists what there is, with the checksum and the size of what is served', async () => {
    await write(event(), event({ at: NOON + DAY_MS, country: 'ÄÖ' }))
    await makeFinal(FINAL + DAY_MS)
    const index = await get<Index>('/data/index.json')
    expect(index).toMatchObject({ license: 'CC0-1.0' })
    expect(index.days.map(({ day, url }) => [day, url])).toEqual([
      ['2026-10-15', `${visitor.origin}/data/2026/10/15.csv`],
      ['2026-10-14', `${visitor.origin}/data/2026/10/14.csv`],
    ])
    for (const file of index.days.flatMap((day) => [day, day.pairs])) {
      const served = await (await visitor.ask(new URL(file.url).pathname)).arrayBuffer()
      const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', served))
      expect(file.sha256).toBe(Array.from(hash, (byte) => byte.toString(16).padStart(2, '0')).join(''))
      expect(file.bytes).toBe(served.byteLength)
      expect(file.rows).toBe(new TextDecoder().decode(served).split('\r\n').length - 2)
    }
  })

  it('holds the newest 400 days and leads to every year', async () => {
    await env.DB.prepare(
      `WITH RECURSIVE day (n) AS (SELECT 20000 UNION ALL SELECT n + 1 FROM day WHERE n < 20800)
       INSERT INTO dump (day, part, row_count, bytes, sha256)
       SELECT n, part.value, 1, 1, '00' FROM day, json_each('["counts","pairs"]') AS part`,
    ).run()
    const index = await get<Index>('/data/index.json')
    expect(index.days).toHaveLength(400)
    expect([index.days[0]?.day, index.days.at(-1)?.day]).toEqual(['2026-12-13', '2025-11-09'])
    expect(index.years).toEqual(
      [2026, 2025, 2024].map((year) => ({ year, url: `${visitor.origin}/data/${year}/index.json` })),
    )
    const year = await get<Index>('/data/2025/index.json')
    expect([year.days.length, year.days[0]?.day, year.days.at(-1)?.day]).toEqual([
      365,
      '2025-12-31',
      '2025-01-01',
    ])
  })

  it('is there before there is anything to list', async () => {
    expect(await get<Index>('/data/index.json')).toMatchObject({ days: [], years: [] })
  })

  it('says where numbers are made up, and lets nobody keep them', async () => {
    await write(event())
    await makeFinal(FINAL)
    await env.DB.prepare('INSERT INTO demo (id, written_at) VALUES (1, 0)').run()
    expect(await get<Index>('/data/index.json')).toMatchObject({ demo: true })
    expect(await get<Index>('/data/2026/index.json')).toMatchObject({ demo: true })
    const file = await visitor.ask(FILE)
    expect(file.headers.get('Content-Disposition')).toContain('demo-2026-10-14.csv')
    expect(file.headers.get('Cache-Control')).not.toContain('immutable')
  })
})

describe('the checksums', () => {
  const dumped = () => numberOf('SELECT COUNT(*) AS n FROM dump')

  it('are taken by the cron, a few days a run, once each', async () => {
    await write(...[0, 1, 2, 3, 4, 5, 6].map((day) => event({ at: NOON + day * DAY_MS })))
    const now = FINAL + 6 * DAY_MS
    await runLedgerCron(edge, now)
    expect(await dumped()).toBe(10)
    await Promise.all([runLedgerCron(edge, now), runLedgerCron(edge, now)])
    expect(await dumped()).toBe(14)
    await env.DB.prepare("UPDATE dump SET sha256 = 'first'").run()
    await runLedgerCron(edge, now)
    expect(await numberOf("SELECT COUNT(*) AS n FROM dump WHERE sha256 = 'first'")).toBe(14)
  })

  it('wait for a day that is not final, and are taken of a later one meanwhile', async () => {
    await write(event(), event({ at: NOON + DAY_MS }))
    await rollUp(env.DB, FINAL)
    await env.DB.prepare(
      "UPDATE rollup SET state = 'final' WHERE bucket = (SELECT MAX(bucket) FROM rollup WHERE scale = 'day')",
    ).run()
    await recordDumps(env.DB)
    expect(await dumped()).toBe(2)
    await finaliseDays(env.DB, FINAL)
    await recordDumps(env.DB)
    expect(await dumped()).toBe(4)
  })
})
