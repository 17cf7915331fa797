// The demo on a real D1: each of its rows is one that the product could have made.
import { cp } from 'node:fs/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { groupsOf } from '../../cli/demo/day.ts'
import { DEMO_DAYS, GAP_DAYS_AGO } from '../../cli/demo/happening.ts'
import { createLabels } from '../../cli/demo/label.ts'
import { writeSheet } from '../../cli/demo/write.ts'
import { dayOf, hourOf } from '../../src/analytics/calendar.ts'
import { CELL_COLUMNS, DIMENSIONS, MINOR_METRICS, PAIR_METRICS } from '../../src/analytics/dimension.ts'
import { TOP_PAIRS, TOP_VALUES, TOP_VALUES_MINOR } from '../../src/analytics/rollup/bucket.ts'
import { HOUR_TOTAL_DAYS } from '../../src/analytics/rollup/final.ts'
import { rollUp } from '../../src/analytics/rollup/run.ts'
import { createWorkspace } from '../clients/workspace.ts'
import { type DemoStore, NOW, openStore } from './demo-store.ts'
import { writtenDemo } from './demo-written.ts'

/** A busy machine is no failure. */
const BUSY_MS = 120_000
const TODAY = dayOf(NOW)
const FIRST = TODAY - DEMO_DAYS + 1

const listOf = (names: readonly string[]) => names.map((name) => `'${name}'`).join()
const isMetric = (names: readonly string[]) =>
  `metric IN (SELECT id FROM label WHERE dimension = 'metric' AND value IN (${listOf(names)}))`
const labelled = (column: string) => `(SELECT value FROM label WHERE id = ${column})`

const workspace = await createWorkspace()
let store: DemoStore
beforeAll(async () => {
  const state = await workspace.folder('demo')
  await cp(writtenDemo().state, state, { recursive: true })
  store = await openStore(state)
  workspace.later(store.dispose)
}, BUSY_MS)
afterAll(() => workspace.cleanUp())

describe('the numbers of the demo', { timeout: BUSY_MS }, () => {
  it('sum to the same total by every dimension', async () => {
    const sums = `SELECT artifact, metric, class, bucket, dimension, SUM(count) AS count FROM day_count GROUP BY 1, 2, 3, 4, 5`
    const streams = await store.number('SELECT COUNT(*) AS n FROM day_count WHERE dimension = 0')
    expect(streams).toBeGreaterThan(20_000)
    expect(await store.number(`SELECT COUNT(*) AS n FROM (${sums})`)).toBe(
      streams * Object.keys(DIMENSIONS).length,
    )
    const wrong = `WITH sums AS (${sums}) SELECT COUNT(*) AS n FROM sums JOIN day_count AS total
      USING (artifact, metric, class, bucket) WHERE total.dimension = 0 AND total.count <> sums.count`
    expect(await store.number(wrong)).toBe(0)
    expect(await store.number('SELECT COUNT(*) AS n FROM day_count WHERE count <= 0')).toBe(0)
  })

  it('sum to it by every pair too, of the metrics that have any', async () => {
    const totals = `SELECT artifact, metric, bucket, pair.value AS pair, SUM(count) AS count
      FROM day_count, json_each('[1,2,3]') AS pair WHERE dimension = 0 AND ${isMetric(PAIR_METRICS)} GROUP BY 1, 2, 3, 4`
    const sums =
      'SELECT artifact, metric, bucket, pair, SUM(count) AS count FROM day_pair GROUP BY 1, 2, 3, 4'
    expect(await store.number(`SELECT COUNT(*) AS n FROM (${sums})`)).toBeGreaterThan(5000)
    expect(await store.rows(`SELECT * FROM (${totals} EXCEPT ${sums}) LIMIT 1`)).toEqual([])
    expect(await store.rows(`SELECT * FROM (${sums} EXCEPT ${totals}) LIMIT 1`)).toEqual([])
  })

  it('sum to it by the hours of the last weeks', async () => {
    const since = TODAY - HOUR_TOTAL_DAYS
    const hours =
      'SELECT artifact, metric, class, hour / 24 AS day, SUM(count) AS count FROM hour_total GROUP BY 1, 2, 3, 4'
    const days = `SELECT artifact, metric, class, bucket AS day, count FROM day_count WHERE dimension = 0 AND bucket >= ${since}`
    expect(await store.number(`SELECT COUNT(DISTINCT hour / 24) AS n FROM hour_total`)).toBe(
      HOUR_TOTAL_DAYS + 1,
    )
    expect(await store.rows(`SELECT * FROM (${hours} EXCEPT ${days}) LIMIT 1`)).toEqual([])
    expect(await store.rows(`SELECT * FROM (${days} EXCEPT ${hours}) LIMIT 1`)).toEqual([])
    expect(await store.number('SELECT MAX(hour) AS n FROM hour_total')).toBe(hourOf(NOW) - 1)
  })

  it('keep to the bounds of a day', async () => {
    const names = (metrics: readonly string[]) => `SELECT MAX(names) AS n FROM (
      SELECT COUNT(*) AS names FROM day_count WHERE value <> 1 AND ${isMetric(metrics)}
      GROUP BY artifact, metric, dimension, bucket)`
    expect(await store.number(names(PAIR_METRICS))).toBe(TOP_VALUES)
    expect(await store.number(names(MINOR_METRICS))).toBe(TOP_VALUES_MINOR)
    const pairs = `SELECT MAX(names) AS n FROM (
      SELECT COUNT(*) AS names FROM day_pair WHERE a <> 1 GROUP BY artifact, metric, pair, bucket)`
    expect(await store.number(pairs)).toBe(TOP_PAIRS)
    expect(await store.number("SELECT MAX(row_count) AS n FROM rollup WHERE scale = 'day'")).toBeLessThan(
      3600,
    )
  })

  it('are months and totals by the product’s own rollup, with nothing left to do', async () => {
    expect(await store.number('SELECT COUNT(*) AS n FROM dirty')).toBe(0)
    const key = 'artifact, metric, class'
    const days = `SELECT ${key}, SUM(count), MIN(bucket), MAX(bucket) FROM day_count WHERE dimension = 0 GROUP BY 1, 2, 3`
    const ever = `SELECT ${key}, count, first_day, last_day FROM total_count`
    expect(await store.rows(`SELECT * FROM (${days} EXCEPT ${ever}) LIMIT 1`)).toEqual([])
    expect(await store.rows(`SELECT * FROM (${ever} EXCEPT ${days}) LIMIT 1`)).toEqual([])
    const sum = (table: string) => store.number(`SELECT SUM(count) AS n FROM ${table}`)
    expect(await sum('month_count')).toBe(await sum('day_count'))
    expect(await sum('month_pair')).toBe(await sum('day_pair'))
  })

  it('know of each version the first day on which it was fetched', async () => {
    const days = `SELECT artifact, value, MIN(bucket) FROM day_count
      WHERE dimension = ${DIMENSIONS.version} AND value > 1 AND ${isMetric(PAIR_METRICS)} GROUP BY 1, 2`
    const kept = 'SELECT artifact, version, first_day FROM version_first'
    expect(await store.number(`SELECT COUNT(*) AS n FROM (${kept})`)).toBeGreaterThan(40)
    expect(await store.rows(`SELECT * FROM (${days} EXCEPT ${kept}) LIMIT 1`)).toEqual([])
    expect(await store.rows(`SELECT * FROM (${kept} EXCEPT ${days}) LIMIT 1`)).toEqual([])
  })

  it('use labels only as what they are', async () => {
    for (const [name, dimension] of Object.entries(DIMENSIONS).filter(([, number]) => number > 0)) {
      const strays = `SELECT COUNT(*) AS n FROM day_count WHERE dimension = ${dimension}
        AND value NOT IN (SELECT id FROM label WHERE dimension IN ('${name}', ''))`
      expect(await store.number(strays)).toBe(0)
    }
    const keys = ['artifact', 'metric', 'class'].map(
      (column) => `${column} IN (SELECT id FROM label WHERE dimension IN ('${column}', ''))`,
    )
    expect(await store.number(`SELECT COUNT(*) AS n FROM day_count WHERE NOT (${keys.join(' AND ')})`)).toBe(
      0,
    )
  })

  it('agree with the second count but for its sampling, and with the sources', async () => {
    const day = `SELECT bucket AS day, ${labelled('metric')} AS metric, SUM(count) AS ledger
      FROM day_count WHERE dimension = 0 AND bucket < ${TODAY} GROUP BY 1, 2`
    const compared = 'SELECT day, metric, ledger FROM reconciliation'
    expect(await store.rows(`SELECT * FROM (${day} EXCEPT ${compared}) LIMIT 1`)).toEqual([])
    expect(await store.rows(`SELECT * FROM (${compared} EXCEPT ${day}) LIMIT 1`)).toEqual([])
    expect(
      await store.number(
        'SELECT COUNT(*) AS n FROM reconciliation WHERE ABS(engine - ledger) > ledger / 100.0 + 1',
      ),
    ).toBe(0)
    const more = `SELECT COUNT(*) AS n FROM day_source JOIN (
      SELECT artifact, metric, bucket AS day, SUM(count) AS events FROM day_count WHERE dimension = 0 GROUP BY 1, 2, 3)
      USING (artifact, metric, day)`
    expect(await store.number(more)).toBe(await store.number('SELECT COUNT(*) AS n FROM day_source'))
    expect(await store.number(`${more} WHERE day_source.count > events`)).toBe(0)
  })
})

describe('the days of the demo', { timeout: BUSY_MS }, () => {
  it('are all there but one, and final as far as the product would have made them so', async () => {
    const days = await store.rows("SELECT bucket, state FROM rollup WHERE scale = 'day' ORDER BY bucket")
    const expected = Array.from({ length: DEMO_DAYS }, (_day, place) => FIRST + place)
      .filter((day) => day !== TODAY - GAP_DAYS_AGO)
      .map((bucket) => ({ bucket, state: bucket < TODAY - 3 ? 'final' : 'provisional' }))
    expect(days).toEqual(expected)
    const counted = await store.rows('SELECT DISTINCT bucket FROM day_count ORDER BY 1')
    expect(counted).toEqual(days.map(({ bucket }) => ({ bucket })))
    const rows = `SELECT bucket FROM rollup WHERE scale = 'day' AND row_count <>
      (SELECT COUNT(*) FROM day_count WHERE day_count.bucket = rollup.bucket)
      + (SELECT COUNT(*) FROM day_pair WHERE day_pair.bucket = rollup.bucket)`
    expect(await store.rows(`${rows} AND bucket > ${TODAY - 5}`)).toEqual([])
  })

  it('are marked as a demo, and were announced', async () => {
    expect(await store.rows('SELECT id, written_at FROM demo')).toEqual([{ id: 1, written_at: NOW }])
    expect(writtenDemo().said).toMatch(
      /^Writing 400 days of demo history …\n.*25 %\n.*50 %\n.*75 %\n.*100 %\n$/,
    )
  })

  it('are untouched by the cron', async () => {
    const sums = () =>
      store.rows(`SELECT (SELECT SUM(count) FROM day_count) AS counts, (SELECT SUM(count) FROM hour_total) AS hours,
        (SELECT SUM(count) FROM total_count) AS ever, (SELECT SUM(revision) FROM rollup) AS revisions,
        (SELECT COUNT(*) FROM incident) AS incidents, (SELECT SUM(saved) FROM incident) AS saved`)
    const before = await sums()
    await store.cron(NOW)
    await store.cron(NOW + 60_000)
    expect(await sums()).toEqual(before)
  })

  it('are what the rollup makes of the same events', async () => {
    const yesterday = TODAY - 1
    const read = () =>
      store.rows(`SELECT artifact, dimension, metric, class, value, 0 AS b, count FROM day_count WHERE bucket = ${yesterday}
        UNION ALL SELECT artifact, -pair, metric, 0, a, b, count FROM day_pair WHERE bucket = ${yesterday} ORDER BY 1, 2, 3, 4, 5, 6`)
    const before = await read()
    const labels = createLabels()
    for (const { id, dimension, value } of await store.rows('SELECT * FROM label WHERE id > 1 ORDER BY id')) {
      const column = CELL_COLUMNS.find((name) => name === dimension)
      if (column !== undefined) expect(labels.of(column, String(value))).toBe(id)
    }
    const cells = groupsOf(yesterday, 1, labels).flatMap(({ streams }) => streams.flatMap((one) => one.cells))
    const first = 1_000_000
    const rows = cells.map((cell) => CELL_COLUMNS.map((column) => cell[column]))
    const ids = new Map([...new Set(rows.map((row) => row.join()))].map((key, place) => [key, first + place]))
    await store.db.prepare('DELETE FROM cell').run() // they would be others under the same key
    await writeSheet(store.db, {
      table: 'cell',
      columns: ['id', ...CELL_COLUMNS],
      rows: [...ids].map(([key, id]) => [id, ...key.split(',').map(Number)]),
    })
    const counts = Map.groupBy(
      cells,
      (cell) => ids.get(CELL_COLUMNS.map((column) => cell[column]).join()) ?? 0,
    )
    await writeSheet(store.db, {
      table: 'hour_count',
      columns: ['hour', 'cell', 'count'],
      rows: [...counts].map(([id, same]) => [
        yesterday * 24,
        id,
        same.reduce((sum, { count }) => sum + count, 0),
      ]),
    })
    // Another number by the same means, so that a rollup that did nothing would be seen.
    await store.db.prepare(`UPDATE day_count SET count = count + 7 WHERE bucket = ${yesterday}`).run()
    await store.db.prepare(`DELETE FROM day_pair WHERE bucket = ${yesterday}`).run()
    await store.db.prepare(`INSERT INTO dirty VALUES ('day', ${yesterday}, 1)`).run()
    await rollUp(store.db, NOW + 3_600_000)
    expect(await read()).toEqual(before)
  })
})
