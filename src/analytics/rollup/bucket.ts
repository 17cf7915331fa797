// What days and months have in common: the tables are alike but for their names.
import { DIMENSIONS, MINOR_METRICS, OTHER_LABEL, PAIRS, PAIR_METRICS } from '../dimension.ts'

/**
 * Of an artifact and metric in one bucket: how many values of a dimension are kept by name, over all classes together,
 * and how many of a pair. The rest is "(other)" of its class. It is this that keeps a day's rows from growing with
 * traffic; of what happens seldom fewer are kept, or the rows would go on growing until that is frequent, too.
 */
export const TOP_VALUES = 40
export const TOP_VALUES_MINOR = 10
export const TOP_PAIRS = 100

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

/** Notes that the bucket was computed, and how large it has become. */
export function recordRollup(db: D1Database, scale: Scale, bucket: number, now: number): D1PreparedStatement {
  return db
    .prepare(
      `INSERT INTO rollup (scale, bucket, state, revision, computed_at, row_count)
       VALUES (?1, ?2, 'provisional', 1, ?3,
         (SELECT COUNT(*) FROM ${scale}_count WHERE ${ANY_COUNT_KEY} AND bucket = ?2)
         + (SELECT COUNT(*) FROM ${scale}_pair WHERE ${ANY_PAIR_KEY} AND bucket = ?2))
       ON CONFLICT (scale, bucket) DO UPDATE SET
         revision = revision + 1, computed_at = excluded.computed_at, row_count = excluded.row_count`,
    )
    .bind(scale, bucket, now)
}

/**
 * Replaces bucket ?1 of `<scale>_count` by what `withWide`, a WITH clause, makes as `wide (artifact, dimension, metric,
 * class, value, count)`. Rows that stay the same are not written: D1 charges for rows written, and most stay.
 */
export function replaceCounts(scale: Scale, withWide: string): string[] {
  return [
    `${withWide}, ranked AS (
      SELECT *, ROW_NUMBER() OVER (
        PARTITION BY artifact, metric, dimension ORDER BY ${otherLast('value')}, count DESC, class, value
      ) AS place FROM wide
    ), made AS (
      SELECT artifact, dimension, metric, class, ${topOr('value', topValues)} AS value, count FROM ranked
      UNION ALL
      SELECT artifact, dimension, metric, class, value, 0 FROM ${scale}_count WHERE ${ANY_COUNT_KEY} AND bucket = ?1
    )
    INSERT INTO ${scale}_count (artifact, dimension, metric, class, bucket, value, count)
    SELECT artifact, dimension, metric, class, ?1, value, SUM(count) FROM made WHERE true GROUP BY 1, 2, 3, 4, 6
    ON CONFLICT DO UPDATE SET count = excluded.count WHERE count <> excluded.count`,
    `DELETE FROM ${scale}_count WHERE ${ANY_COUNT_KEY} AND bucket = ?1 AND count = 0`,
  ]
}

/** The same for `<scale>_pair`, from `wide (artifact, pair, metric, a, b, count)`. */
export function replacePairs(scale: Scale, withWide: string): string[] {
  return [
    `${withWide}, ranked AS (
      SELECT *, ROW_NUMBER() OVER (
        PARTITION BY artifact, pair, metric ORDER BY ${otherLast('a')}, ${otherLast('b')}, count DESC, a, b
      ) AS place FROM wide
    ), made AS (
      SELECT artifact, pair, metric, ${topOr('a', TOP_PAIRS)} AS a, ${topOr('b', TOP_PAIRS)} AS b, count FROM ranked
      UNION ALL
      SELECT artifact, pair, metric, a, b, 0 FROM ${scale}_pair WHERE ${ANY_PAIR_KEY} AND bucket = ?1
    )
    INSERT INTO ${scale}_pair (artifact, pair, metric, bucket, a, b, count)
    SELECT artifact, pair, metric, ?1, a, b, SUM(count) FROM made WHERE true GROUP BY 1, 2, 3, 5, 6
    ON CONFLICT DO UPDATE SET count = excluded.count WHERE count <> excluded.count`,
    `DELETE FROM ${scale}_pair WHERE ${ANY_PAIR_KEY} AND bucket = ?1 AND count = 0`,
  ]
}

const minorMetrics = MINOR_METRICS.map((metric) => `'${metric}'`).join(', ')
const topValues = `CASE WHEN metric IN (SELECT id FROM label WHERE dimension = 'metric' AND value IN (${minorMetrics}))
  THEN ${TOP_VALUES_MINOR} ELSE ${TOP_VALUES} END`

/** "(other)" takes no place from a real value, in a month as little as in its days. */
function otherLast(column: string): string {
  return `${column} = ${OTHER_LABEL}`
}

function topOr(column: string, most: number | string): string {
  return `CASE WHEN place <= ${most} THEN ${column} ELSE ${OTHER_LABEL} END`
}
