// What days, months and all time have in common: the tables are alike but for their names.
import { DIMENSIONS, MINOR_METRICS, OTHER_LABEL, PAIRS, PAIR_METRICS } from '../dimension.ts'

/**
 * Of an artifact and metric in one bucket: how many values of a dimension are kept by name, over all classes together,
 * and how many of a pair. The rest is "(other)" of its class. It is this that keeps a day's rows from growing with
 * traffic; of what happens seldom fewer are kept, or the rows would go on growing until that is frequent, too.
 */
export const TOP_VALUES = 40
export const TOP_VALUES_MINOR = 10
export const TOP_PAIRS = 100
/** Of all time so many times as many: versions come and go, and what it takes to read them must not grow for ever. */
const TOP_EVER_TIMES = 10

/** A bucket's rows are counted with every so many computations of it, and with one so long after the last. */
const SIZED_EVERY = 12
const SIZED_AFTER_MS = 60 * 60 * 1000

type Scale = 'day' | 'month'

const dimensionNumbers = Object.values(DIMENSIONS).join(', ')
const pairNumbers = PAIRS.map(({ pair }) => pair).join(', ')
export const pairMetrics = PAIR_METRICS.map((metric) => `'${metric}'`).join(', ')

/** Any label of a column: naming every column before `bucket` lets the key find a bucket, without an index of its own. */
export const anyOf = (column: 'artifact' | 'metric' | 'class') =>
  `${column} IN (SELECT id FROM label WHERE dimension IN ('${column}', ''))`
export const ANY_COUNT_KEY = [
  anyOf('artifact'),
  `dimension IN (${dimensionNumbers})`,
  anyOf('metric'),
  anyOf('class'),
].join(' AND ')
export const ANY_TOTAL_KEY = [anyOf('artifact'), anyOf('metric'), anyOf('class')].join(' AND ')
export const ANY_PAIR_KEY = [anyOf('artifact'), `pair IN (${pairNumbers})`, anyOf('metric')].join(' AND ')

/** The groups of `findDayGroups` or `findMonthGroups`, bound as ?2: the rest of the bucket is as it was. */
export const GROUPS = 'changed (artifact, metric) AS (SELECT value->>0, value->>1 FROM json_each(?2))'

/** The rows that they have in a table of counts or pairs, in buckets of `when`. */
export const countsOf = (table: string, when: string) => `changed CROSS JOIN ${table} AS of_group
    ON of_group.artifact = changed.artifact AND dimension IN (${dimensionNumbers}) AND of_group.metric = changed.metric
      AND ${anyOf('class')} AND ${when}`
export const pairsOf = (table: string, when: string) => `changed CROSS JOIN ${table} AS of_group
    ON of_group.artifact = changed.artifact AND pair IN (${pairNumbers}) AND of_group.metric = changed.metric AND ${when}`

/**
 * Notes that the bucket was computed, and now and then how large it has become: counting reads the whole of it, which
 * making what has changed of it does not.
 */
export function recordRollup(
  db: D1Database,
  scale: Scale,
  { bucket, now }: { bucket: number; now: number },
): D1PreparedStatement {
  return db.prepare(scale === 'day' ? RECORD_DAY : RECORD_MONTH).bind(scale, bucket, now)
}

const recordSql = (scale: Scale) => {
  const any = `bucket = ?2 AND ${ANY_TOTAL_KEY}`
  // By the totals, of which every row has one: looking under every label there is would read more than there is.
  const size = `(SELECT COUNT(*) FROM (
      SELECT artifact, metric, class FROM ${scale}_count WHERE dimension = ${DIMENSIONS.total} AND ${any}
    ) AS total CROSS JOIN ${scale}_count AS one ON one.artifact = total.artifact AND one.dimension IN (${dimensionNumbers})
      AND one.metric = total.metric AND one.class = total.class AND one.bucket = ?2
    ) + (SELECT COUNT(*) FROM ${scale}_pair WHERE ${ANY_PAIR_KEY} AND bucket = ?2)`
  return `INSERT INTO rollup (scale, bucket, state, revision, computed_at, row_count)
    VALUES (?1, ?2, 'provisional', 1, ?3, COALESCE(
      (SELECT row_count FROM rollup WHERE scale = ?1 AND bucket = ?2
         AND (revision + 1) % ${SIZED_EVERY} <> 0 AND computed_at > ?3 - ${SIZED_AFTER_MS}), ${size}))
    ON CONFLICT (scale, bucket) DO UPDATE SET
      revision = revision + 1, computed_at = excluded.computed_at, row_count = excluded.row_count`
}
const RECORD_DAY = recordSql('day')
const RECORD_MONTH = recordSql('month')

/** What of a table is replaced. */
export type Replaced = {
  scale: Scale | 'ever'
  /** The CTE `changed (artifact, metric)`: the rest stays as it is. */
  groups: string
}

/** Of the buckets of days and months ?1; all time is no bucket, and keeps more values by name. */
const placeOf = (scale: Replaced['scale']) =>
  scale === 'ever'
    ? { column: '', bound: '', when: 'true', times: TOP_EVER_TIMES }
    : { column: 'bucket, ', bound: '?1, ', when: 'bucket = ?1', times: 1 }

/**
 * Replaces the groups' part of `<scale>_count` by what `withWide`, a WITH clause, makes as `wide (artifact, dimension,
 * metric, class, value, count)`. Rows that stay the same are not written: D1 charges for that, and most stay.
 */
export function replaceCounts({ scale, groups }: Replaced, withWide: string): string[] {
  const { column, bound, when, times } = placeOf(scale)
  const there = countsOf(`${scale}_count`, when)
  return [
    `${withWide}, ranked AS (
      SELECT *, ROW_NUMBER() OVER (
        PARTITION BY artifact, metric, dimension ORDER BY ${otherLast('value')}, count DESC, class, value
      ) AS place FROM wide
    ), made AS (
      SELECT artifact, dimension, metric, class, ${topOr('value', topValues(times))} AS value, count FROM ranked
      UNION ALL
      SELECT of_group.artifact, dimension, of_group.metric, class, value, 0 FROM ${there}
    )
    INSERT INTO ${scale}_count (artifact, dimension, metric, class, ${column}value, count)
    SELECT artifact, dimension, metric, class, ${bound}value, SUM(count) FROM made WHERE true
    GROUP BY artifact, dimension, metric, class, value
    ON CONFLICT DO UPDATE SET count = excluded.count WHERE count <> excluded.count`,
    `WITH ${groups} DELETE FROM ${scale}_count WHERE (artifact, dimension, metric, class, ${column}value) IN (
      SELECT of_group.artifact, dimension, of_group.metric, class, ${column}value FROM ${there} AND count = 0)`,
  ]
}

/** The same for `<scale>_pair`, from `wide (artifact, pair, metric, a, b, count)`. */
export function replacePairs({ scale, groups }: Replaced, withWide: string): string[] {
  const { column, bound, when, times } = placeOf(scale)
  const there = pairsOf(`${scale}_pair`, when)
  const [a, b] = [topOr('a', TOP_PAIRS * times), topOr('b', TOP_PAIRS * times)]
  return [
    `${withWide}, ranked AS (
      SELECT *, ROW_NUMBER() OVER (
        PARTITION BY artifact, pair, metric ORDER BY ${otherLast('a')}, ${otherLast('b')}, count DESC, a, b
      ) AS place FROM wide
    ), made AS (
      SELECT artifact, pair, metric, ${a} AS a, ${b} AS b, count FROM ranked
      UNION ALL
      SELECT of_group.artifact, pair, of_group.metric, a, b, 0 FROM ${there}
    )
    INSERT INTO ${scale}_pair (artifact, pair, metric, ${column}a, b, count)
    SELECT artifact, pair, metric, ${bound}a, b, SUM(count) FROM made WHERE true GROUP BY artifact, pair, metric, a, b
    ON CONFLICT DO UPDATE SET count = excluded.count WHERE count <> excluded.count`,
    `WITH ${groups} DELETE FROM ${scale}_pair WHERE (artifact, pair, metric, ${column}a, b) IN (
      SELECT of_group.artifact, pair, of_group.metric, ${column}a, b FROM ${there} AND count = 0)`,
  ]
}

const minorMetrics = MINOR_METRICS.map((metric) => `'${metric}'`).join(', ')
const topValues = (times: number) =>
  `CASE WHEN metric IN (SELECT id FROM label WHERE dimension = 'metric' AND value IN (${minorMetrics}))
  THEN ${TOP_VALUES_MINOR * times} ELSE ${TOP_VALUES * times} END`

/** "(other)" takes no place from a real value, in a month as little as in its days. */
function otherLast(column: string): string {
  return `${column} = ${OTHER_LABEL}`
}

function topOr(column: string, most: number | string): string {
  return `CASE WHEN place <= ${most} THEN ${column} ELSE ${OTHER_LABEL} END`
}
