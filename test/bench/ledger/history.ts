// Rolled-up days by the million, without the events behind them: as many rows a day as the rollup keeps of a busy project's.
import { monthOfDay } from '../../../src/analytics/calendar.ts'
import { CLASSES, type Metric } from '../../../src/analytics/event.ts'
import { DIMENSIONS } from '../../../src/analytics/dimension.ts'
import { TOP_VALUES } from '../../../src/analytics/rollup/bucket.ts'
import { lastFinalDay } from '../../../src/analytics/rollup/final.ts'
import type { Question } from '../../../src/analytics/stats/question.ts'

/** Labels are the numbers from FIRST on, of artifacts, metrics and classes in this order. */
const FIRST_ARTIFACT = 100
const FIRST_METRIC = 500
const FIRST_CLASS = 600
const FIRST_VALUE = 1000
/** The first of them is the one that is asked for. */
const METRICS = ['pull', 'check', 'download'] as const satisfies Metric[]

/** `(other)` comes on top of the first three. */
const VALUES: Record<keyof typeof DIMENSIONS, number> = {
  version: TOP_VALUES + 1,
  country: TOP_VALUES + 1,
  client_version: 20,
  total: 1,
  platform: 6,
  continent: 7,
  client: 4,
  provider: 20,
  upstream: 2,
  reason: 1,
}

/** The first artifact's first metric by version, over all classes. */
export const ASKED: Question = {
  artifact: nameOf('artifact', 0),
  metric: 'pull',
  classes: [],
  by: 'version',
  where: {},
}

/** Labels for what questions name and answers tell. */
export async function keepNames(db: D1Database, artifacts: number): Promise<void> {
  const rows = [
    ...Array.from({ length: artifacts }, (_one, at) => [
      FIRST_ARTIFACT + at,
      'artifact',
      nameOf('artifact', at),
    ]),
    ...METRICS.map((name, at) => [FIRST_METRIC + at, 'metric', name]),
    ...CLASSES.map((name, at) => [FIRST_CLASS + at, 'class', name]),
    ...Array.from({ length: TOP_VALUES + 1 }, (_one, at) => [FIRST_VALUE + at, 'version', nameOf('v1', at)]),
  ]
  await db
    .prepare(
      `INSERT INTO label (id, dimension, value, first_day)
       SELECT value->>0, value->>1, value->>2, 0 FROM json_each(?1)`,
    )
    .bind(JSON.stringify(rows))
    .run()
}

function nameOf(kind: string, place: number): string {
  return `${kind}.${place}`
}

export type Stretch = {
  /** From and to, the end excluded. */
  artifacts: [number, number]
  days: [number, number]
}

export async function fillDays(db: D1Database, { artifacts, days }: Stretch): Promise<void> {
  await fill(db, 'day_count', { artifacts, buckets: days })
}

/** The months that those days are in, and the sums of all there are, with the note that all of it is made. */
export async function fillMonths(db: D1Database, { artifacts, days }: Stretch): Promise<void> {
  const buckets: [number, number] = [monthOfDay(days[0]), monthOfDay(days[1] - 1) + 1]
  await fill(db, 'month_count', { artifacts, buckets })
  await db.batch([
    db.prepare(TOTALS),
    ...[
      { scale: 'day', from: days[0], to: days[1] },
      { scale: 'month', from: buckets[0], to: buckets[1] },
    ].map(({ scale, from, to }) => db.prepare(MADE).bind(from, to, scale, lastFinalDay(Date.now()))),
    db.prepare('INSERT OR REPLACE INTO rolled_up (id, at) VALUES (1, ?1)').bind(days[1] * 86_400_000),
  ])
}

/** Networks of each day, artifact and metric, as pages show them. */
export async function fillSources(db: D1Database, { artifacts: [first, end], days }: Stretch): Promise<void> {
  await db
    .prepare(SOURCES)
    .bind(FIRST_ARTIFACT + first, FIRST_ARTIFACT + end, ...days)
    .run()
}

type Filled = { artifacts: [number, number]; buckets: [number, number] }

/** In the order of the key, an artifact at a time. What is there stays: one stretch may end within a month, and the next begin. */
async function fill(
  db: D1Database,
  table: 'day_count' | 'month_count',
  { artifacts: [first, end], buckets }: Filled,
): Promise<void> {
  const sizes = JSON.stringify(Object.entries(DIMENSIONS).map(([name, number]) => [number, sizeOf(name)]))
  for (let artifact = first; artifact < end; artifact++) {
    await db
      .prepare(fillInto(table))
      .bind(FIRST_ARTIFACT + artifact, sizes, ...buckets)
      .run()
  }
}

function sizeOf(dimension: string): number {
  return new Map(Object.entries(VALUES)).get(dimension) ?? 1
}

/** The whole numbers from `first` to before `end`. */
const upTo = (name: string, first: string, end: string) =>
  `${name} (n) AS (SELECT ${first} UNION ALL SELECT n + 1 FROM ${name} WHERE n + 1 < ${end})`

const TOTALS = `INSERT INTO total_count (artifact, metric, class, count, first_day, last_day)
  SELECT artifact, metric, class, SUM(count), 0, 0 FROM month_count WHERE dimension = 0 GROUP BY 1, 2, 3
  ON CONFLICT DO UPDATE SET count = excluded.count`

const MADE = `WITH RECURSIVE ${upTo('bucket', '?1', '?2')}
  INSERT OR IGNORE INTO rollup (scale, bucket, state, revision, computed_at, row_count)
  SELECT ?3, n, IIF(?3 = 'day' AND n > ?4, 'provisional', 'final'), 1, 0, 0 FROM bucket`

const SOURCES = `WITH RECURSIVE
    ${upTo('artifact', '?1', '?2')},
    ${upTo('metric', String(FIRST_METRIC), String(FIRST_METRIC + METRICS.length))},
    ${upTo('day', '?3', '?4')}
  INSERT OR IGNORE INTO day_source (artifact, metric, day, count)
  SELECT artifact.n, metric.n, day.n, 100 FROM artifact CROSS JOIN metric CROSS JOIN day`

/** A value that is one of many comes from few classes: so many rows are kept of all classes together. */
const fillInto = (table: string) => `WITH RECURSIVE
    ${upTo('metric', String(FIRST_METRIC), String(FIRST_METRIC + METRICS.length))},
    ${upTo('class', String(FIRST_CLASS), String(FIRST_CLASS + CLASSES.length))},
    ${upTo('day', '?3', '?4')},
    ${upTo('place', '0', String(TOP_VALUES + 1))},
    dimension (number, size) AS (SELECT value->>0, value->>1 FROM json_each(?2))
  INSERT OR IGNORE INTO ${table} (artifact, dimension, metric, class, bucket, value, count)
  SELECT ?1, dimension.number, metric.n, class.n, day.n,
    CASE dimension.size WHEN 1 THEN 0 ELSE ${FIRST_VALUE} + place.n END, 1000 / (place.n + 1) + day.n % 7
  FROM dimension CROSS JOIN metric CROSS JOIN class CROSS JOIN day CROSS JOIN place
  WHERE place.n < dimension.size AND (class.n + place.n) % ${CLASSES.length} < MAX(${TOP_VALUES} / dimension.size, 1)`
