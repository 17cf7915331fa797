import { env } from 'cloudflare:workers'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { dayOf } from '../../../src/analytics/calendar.ts'
import type { Event } from '../../../src/analytics/event.ts'
import { finaliseDays } from '../../../src/analytics/rollup/final.ts'
import { rollUp } from '../../../src/analytics/rollup/run.ts'
import { readFinalWeeks } from '../../../src/site/feed/week.ts'
import { DAY_MS, NOON, emptyLedger, event, write } from '../../analytics/store.ts'
import { type Visitor, createVisitor } from '../visitor.ts'
import { type Element, allNamed, readXml } from '../xml-tree.ts'

/** NOON is on Wednesday 2026-10-14. The first whole week is 43, from Monday 2026-10-19; week 44 ends on 2026-11-01. */
const WEEK_43 = NOON + 5 * DAY_MS
const WEEK_44 = NOON + 12 * DAY_MS
const WEEK_44_FINAL = Date.UTC(2026, 10, 5)

let visitor: Visitor

const many = (count: number, fields: Partial<Event>): Event[] =>
  Array.from({ length: count }, () => event(fields))
const days = (count: number): number[] =>
  Array.from({ length: count }, (_day, index) => NOON + index * DAY_MS)
const textOf = (element: Element, name: string) => allNamed(element, name).map(({ text }) => text)
const childText = ({ children }: Element, name: string) => children.find((child) => child.name === name)?.text

async function roll(now: number): Promise<void> {
  for (let run = 0; run < 4; run++) await rollUp(env.DB, now)
  await finaliseDays(env.DB, now)
}

async function readFeed(now: number): Promise<{ feed: Element; entries: Element[]; xml: string }> {
  vi.setSystemTime(now)
  visitor = createVisitor()
  const response = await visitor.ask('/feed.atom')
  expect(response.status).toBe(200)
  const xml = await response.text()
  const feed = readXml(xml)
  return {
    feed,
    entries: allNamed(feed, 'entry'),
    xml: xml.replaceAll(new URL(visitor.origin).hostname, 'HOST'),
  }
}

/** An entry's content as the HTML that it is. */
const contentOf = (entry: Element | undefined) =>
  readXml(`<div>${entry === undefined ? '' : (childText(entry, 'content') ?? '')}</div>`)

const cellsOf = (entry: Element | undefined) =>
  allNamed(contentOf(entry), 'tr').map(({ children }) => children.map(({ text }) => text))

beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['Date'], now: NOON })
  await emptyLedger()
})
afterEach(() => vi.useRealTimers())

describe('GET /feed.atom', () => {
  beforeEach(async () => {
    await write(
      ...days(19)
        .filter((at) => at !== NOON + 14 * DAY_MS)
        .map((at) => event({ at, metric: 'check' })),
      ...many(90, { at: NOON }),
      ...many(8, { at: WEEK_43, tag: 'v1.18.2' }),
      ...many(2, { at: WEEK_43, tag: 'v1.19.0' }),
      ...many(8, { at: WEEK_44, tag: 'v1.18.2' }),
      ...many(1, { at: WEEK_44, tag: 'v1.19.0' }),
      ...many(11, { at: WEEK_44 + 6 * DAY_MS, tag: 'v1.19.1' }),
      ...many(3, { at: WEEK_44, metric: 'chart_pull', artifact: 'charts/cert-manager', tag: 'v1.19.0' }),
    )
    await roll(WEEK_44_FINAL)
  })

  it('tells of whole weeks that are final, the newest first', async () => {
    const { feed, entries } = await readFeed(WEEK_44_FINAL)
    expect(entries.map((entry) => childText(entry, 'title'))).toEqual([
      'Week 44 of 2026: 20 pulls, +100 %',
      'Week 43 of 2026: 10 pulls',
    ])
    const host = new URL(visitor.origin).hostname
    expect(entries.map((entry) => childText(entry, 'id'))).toEqual([
      `tag:${host},2026-10-26:week/2026-W44`,
      `tag:${host},2026-10-19:week/2026-W43`,
    ])
    expect(textOf(feed, 'updated')).toEqual([
      '2026-11-05T00:00:00.000Z',
      '2026-11-05T00:00:00.000Z',
      '2026-10-29T00:00:00.000Z',
    ])
    expect((await readFeed(WEEK_44_FINAL - 1)).entries).toHaveLength(1)
  })

  it('waits for a week that a day of is still to be made', async () => {
    await env.DB.prepare("UPDATE rollup SET state = 'provisional' WHERE scale = 'day' AND bucket = ?1")
      .bind(dayOf(WEEK_44))
      .run()
    const { entries } = await readFeed(WEEK_44_FINAL)
    expect(entries.map((entry) => childText(entry, 'title'))).toEqual(['Week 43 of 2026: 10 pulls'])
  })

  it('tells what was fetched of each artifact, with the change to the week before', async () => {
    const { entries } = await readFeed(WEEK_44_FINAL)
    expect(cellsOf(entries[0])).toEqual([
      ['artifact', 'pulls', 'chart pulls'],
      ['cert-manager-controller', '20 +100 %', '0'],
      ['charts/cert-manager', '0', '3'],
      ['all together', '20 +100 %', '3'],
    ])
    expect(cellsOf(entries[1])).toEqual([
      ['artifact', 'pulls'],
      ['cert-manager-controller', '10'],
    ])
    expect(textOf(contentOf(entries[0]), 'p')).toEqual([
      '2026-10-26 to 2026-11-01, UTC. Nothing at all was counted on 2026-10-28.',
    ])
  })

  it('tells the newest release with its share, and which minor version has passed the half', async () => {
    const { entries } = await readFeed(WEEK_44_FINAL)
    expect(textOf(contentOf(entries[0]), 'li')).toEqual([
      'cert-manager-controller: v1.19.1 is the newest release, with 55 % of pulls; 1.19 has passed 50 % of pulls',
      'charts/cert-manager: v1.19.0 is the newest release, with 100 % of chart pulls',
    ])
    expect(textOf(contentOf(entries[1]), 'li')).toEqual([
      'cert-manager-controller: v1.19.0 is the newest release, with 20 % of pulls',
    ])
  })

  it('tells the incidents of the week, whatever their words', async () => {
    const insert = env.DB.prepare(
      `INSERT INTO incident (kind, started_at, ended_at, from_upstream, to_upstream, why, saved)
       VALUES (?1, ?2, ?3, 'quay', ?4, ?5, ?6)`,
    )
    await env.DB.batch([
      insert.bind('failover', WEEK_44, WEEK_44 + 90 * 60_000, 'ghcr', 'answers <b>502</b> & "]]>"', 1234),
      insert.bind('switch', WEEK_43, WEEK_43, 'ghcr', 'the operator chose it', 0),
      insert.bind('outage', WEEK_44 + 30 * DAY_MS, null, '', 'later', 0),
    ])
    const { entries } = await readFeed(WEEK_44_FINAL)
    expect(textOf(contentOf(entries[0]), 'li').slice(2)).toEqual([
      '2026-10-26 12:00 UTC: quay was down until 2026-10-26 13:30 UTC (answers <b>502</b> & "]]>"); ghcr stood in; ' +
        '1,234 requests were answered all the same',
    ])
    expect(textOf(contentOf(entries[1]), 'li').slice(1)).toEqual([
      '2026-10-19 12:00 UTC: switched from quay to ghcr (the operator chose it)',
    ])
    expect(allNamed(contentOf(entries[0]), 'b')).toEqual([])
  })

  it('never changes an entry that it has told', async () => {
    const before = await readFeed(WEEK_44_FINAL)
    const later = WEEK_44_FINAL + 7 * DAY_MS
    await write(...many(5, { at: WEEK_44_FINAL - DAY_MS, tag: 'v2.0.0' }), ...many(5, { at: WEEK_44 }))
    await roll(later)
    const after = await readFeed(later)
    expect(after.entries).toHaveLength(3)
    const entriesOf = (xml: string) => xml.slice(xml.indexOf('<id>tag:HOST,2026-10-26'))
    expect(entriesOf(after.xml)).toBe(entriesOf(before.xml))
  })

  it('shows hostile names as text', async () => {
    const name = '<img src=x onerror="alert(1)">&\u0001'
    await env.DB.prepare("UPDATE label SET value = ?1 WHERE value = 'charts/cert-manager'").bind(name).run()
    const { entries, xml } = await readFeed(WEEK_44_FINAL)
    expect(cellsOf(entries[0])[2]?.[0]).toBe('<img src=x onerror="alert(1)">&\uFFFD')
    expect(xml).not.toContain('<img')
  })
})

describe('the feed itself', () => {
  it('is valid Atom before there is a week to tell of', async () => {
    const { feed, entries } = await readFeed(NOON)
    expect(entries).toEqual([])
    expect([feed.name, feed.attributes['xmlns']]).toEqual(['feed', 'http://www.w3.org/2005/Atom'])
    expect(childText(feed, 'updated')).toBe('1970-01-01T00:00:00.000Z')
    expect(childText(feed, 'id')).toMatch(/^tag:numbers-\d+\.example\.org,2026:weeks$/)
    expect(textOf(feed, 'name')).toEqual([new URL(visitor.origin).host])
    expect(allNamed(feed, 'link').map(({ attributes }) => [attributes['rel'], attributes['href']])).toEqual([
      ['self', `${visitor.origin}/feed.atom`],
      ['alternate', `${visitor.origin}/`],
    ])
    const { headers } = await visitor.ask('/feed.atom')
    expect(headers.get('Content-Type')).toBe('application/atom+xml; charset=utf-8')
  })

  it('takes no parameters', async () => {
    expect((await createVisitor().ask('/feed.atom?weeks=9')).status).toBe(400)
  })

  it('says so where numbers are made up', async () => {
    await env.DB.prepare('INSERT INTO demo (id, written_at) VALUES (1, 0)').run()
    const { feed } = await readFeed(NOON)
    expect(childText(feed, 'title')).toContain('Demonstration')
  })
})

describe('weeks', () => {
  it('are those of ISO 8601, eight of them, also where a year ends', async () => {
    const first = Date.UTC(2026, 10, 2) / DAY_MS
    await env.DB.prepare(
      `WITH RECURSIVE day (n) AS (SELECT ?1 UNION ALL SELECT n + 1 FROM day WHERE n < ?1 + 90)
       INSERT INTO rollup (scale, bucket, state, revision, computed_at, row_count)
       SELECT 'day', n, 'final', 1, 0, 1 FROM day`,
    )
      .bind(first)
      .run()
    const weeks = await readFinalWeeks(env.DB, Date.UTC(2027, 0, 14), 8)
    expect(weeks.map(({ year, number, hasBefore }) => [year, number, hasBefore])).toEqual([
      [2027, 1, true],
      [2026, 53, true],
      [2026, 52, true],
      [2026, 51, true],
      [2026, 50, true],
      [2026, 49, true],
      [2026, 48, true],
      [2026, 47, true],
    ])
    const all = await readFinalWeeks(env.DB, Date.UTC(2027, 0, 14), 99)
    expect(all.map(({ number, hasBefore }) => [number, hasBefore]).at(-1)).toEqual([45, false])
  })
})
