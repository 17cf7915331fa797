// CSV is the same table, for a program by RFC 4180 and for a spreadsheet without a formula in it.
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { csvLine } from '../../../src/csv.ts'
import { csvOf } from '../../../src/site/api/table.ts'
import { NOW, takeIn } from '../../analytics/stats/history.ts'
import { emptyLedger, event } from '../../analytics/store.ts'
import { type Api, createApi, stopClockAt } from './scene.ts'

const HOSTILE = [
  `=cmd|'/C calc'!A0`,
  '@SUM(A1)',
  '-2+3',
  '+1',
  '\tx',
  'with "quotes", commas',
  'two\nlines',
  'two\r\nlines',
  'plain',
  'café ü 🦀',
]

let api: Api
beforeAll(async () => {
  stopClockAt(NOW)
  await emptyLedger()
  await takeIn(HOSTILE.map((artifact) => event({ at: NOW - 1000, artifact, tag: artifact })))
  api = await createApi()
})
afterAll(() => {
  vi.useRealTimers()
  vi.restoreAllMocks()
})

/** Records and fields by the grammar of RFC 4180, and no more lenient. */
function parseCsv(text: string): string[][] {
  const field = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/y
  const records: string[][] = [[]]
  while (field.lastIndex < text.length) {
    const found = field.exec(text)
    if (found === null) throw new Error('no CSV')
    records.at(-1)?.push(found[1]?.replaceAll('""', '"') ?? found[2] ?? '')
    if (found[3] === '\r\n') records.push([])
  }
  expect(records.pop()).toEqual([])
  return records
}

const isFormula = (text: string) => /^[=+\-@\t\r]/.test(text)

describe('CSV', () => {
  it.each([
    '/api/v1/stats?from=2028-03-14&by=artifact',
    '/api/v1/stats?from=2028-03-14&by=version&compare=previous',
    '/api/v1/totals?metric=pull&by=version',
    '/api/v1/totals',
    '/api/v1/artifacts?',
    '/api/v1/funnel?from=2028-03-14',
    '/api/v1/adoption?artifact=plain&group=version',
  ])('of %s is what JSON says', async (path) => {
    const { columns, rows } = await api.ask(path)
    const [header, ...records] = parseCsv(await api.csv(`${path}${path.includes('?') ? '&' : '?'}format=csv`))
    expect(header).toEqual(columns)
    const asText = (cell: string | number | null) => (cell === null ? '' : String(cell))
    const plain = (text: string) => text.replace(/^'(?=[=+\-@\t\r])/, '')
    expect(records.map((record) => record.map(plain))).toEqual(rows.map((row) => row.map(asText)))
    expect(rows.length).toBeGreaterThan(0)
  })

  it('has no field that a spreadsheet would run', async () => {
    const records = parseCsv(await api.csv('/api/v1/totals?metric=pull&by=artifact&format=csv'))
    expect(records).toHaveLength(HOSTILE.length + 1)
    expect(records.flat().filter(isFormula)).toEqual([])
    expect(records.flat().filter((text) => text.startsWith(`'`))).toHaveLength(
      HOSTILE.filter(isFormula).length,
    )
  })

  it('says what it is and under which name to keep it', async () => {
    const { headers } = await api.world.ask('/api/v1/totals?format=csv')
    expect(headers.get('Content-Type')).toBe('text/csv; charset=utf-8; header=present')
    expect(headers.get('Content-Disposition')).toBe('inline; filename="fairlead-totals.csv"')
    expect(headers.get('ETag')).not.toBeNull()
  })

  it.each([
    ['plain', 'plain'],
    ['', ''],
    [null, ''],
    [0, '0'],
    [1234567890, '1234567890'],
    [-1, '-1'],
    ['a,b', '"a,b"'],
    ['a"b', '"a""b"'],
    ['a\rb', '"a\rb"'],
    ['=1', `'=1`],
    ['=1,"2"', `"'=1,""2"""`],
  ])('writes %o as %o', (value, text) => expect(csvLine([value])).toBe(`${text}\r\n`))

  it('of nothing is its header', () => expect(csvOf({ columns: ['a', 'b'], rows: [] })).toBe('a,b\r\n'))
})

it('has whole numbers as numbers in JSON, and hostile names as they are', async () => {
  const { rows } = await api.ask('/api/v1/totals?metric=pull&by=artifact')
  expect(rows.map(([name]) => name).toSorted()).toEqual(HOSTILE.toSorted())
  for (const [, count] of rows) expect(count).toBe(1)
})
