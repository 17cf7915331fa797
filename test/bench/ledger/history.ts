// Rolled-up days by the million, without the events behind them: as many rows a day as a busy project's days have.
import { CLASSES } from '../../../src/analytics/event.ts'
import { DIMENSIONS } from '../../../src/analytics/dimension.ts'
import { TOP_VALUES } from '../../../src/analytics/rollup/bucket.ts'
import type { Question } from '../../../src/analytics/stats/question.ts'

/** Labels are the numbers from FIRST on, of artifacts, metrics and classes in this order. */
const FIRST_ARTIFACT = 100
const FIRST_METRIC = 500
const FIRST_CLASS = 600
const FIRST_VALUE = 1000
const METRICS_COUNT = 3
const DAYS_OF_MONTH = 30

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
    [FIRST_METRIC, 'metric', ASKED.metric],
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

/** The months of those days, and the sums of all there are. */
export async function fillMonths(db: D1Database, { artifacts, days: [first, end] }: Stretch): Promise<void> {
  const buckets: [number, number] = [Math.floor(first / DAYS_OF_MONTH), Math.ceil(end / DAYS_OF_MONTH)]
  await fill(db, 'month_count', { artifacts, buckets })
  await db
    .prepare(
      `INSERT INTO total_count (artifact, metric, class, count, first_day, last_day)
       SELECT artifact, metric, class, SUM(count), 0, 0 FROM month_count WHERE dimension = 0 GROUP BY 1, 2, 3
       ON CONFLICT DO UPDATE SET count = excluded.count`,
    )
    .run()
}

type Filled = { artifacts: [number, number]; buckets: [number, number] }

/** In the order of the key, an artifact at a time. */
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

const fillInto = (table: string) => `WITH RECURSIVE
    ${upTo('metric', String(FIRST_METRIC), String(FIRST_METRIC + METRICS_COUNT))},
    ${upTo('class', String(FIRST_CLASS), String(FIRST_CLASS + CLASSES.length))},
    ${upTo('day', '?3', '?4')},
    ${upTo('place', '0', String(TOP_VALUES + 1))},
    dimension (number, size) AS (SELECT value->>0, value->>1 FROM json_each(?2))
  INSERT INTO ${table} (artifact, dimension, metric, class, bucket, value, count)
  SELECT ?1, dimension.number, metric.n, class.n, day.n,
    CASE dimension.size WHEN 1 THEN 0 ELSE ${FIRST_VALUE} + place.n END, 1000 / (place.n + 1) + day.n % 7
  FROM dimension CROSS JOIN metric CROSS JOIN class CROSS JOIN day CROSS JOIN place
  WHERE place.n < dimension.size`
