// What days and months have in common: the tables are alike but for their names.
import { DIMENSIONS, OTHER_LABEL, PAIRS } from '../dimension.ts'

/** Of a bucket's values in one dimension, and of its pairs: the rest is folded into "(other)". */
export const TOP_VALUES = 60
export const TOP_PAIRS = 300

type Scale = 'day' | 'month'

export const DIMENSION_NUMBERS = Object.values(DIMENSIONS).join(', ')
const pairNumbers = PAIRS.map(({ pair }) => pair).join(', ')

/** Any label of a column: naming every column before `bucket` lets the key find a bucket, without an index of its own. */
const anyOf = (column: string) => `${column} IN (SELECT id FROM label WHERE dimension IN ('${column}', ''))`
export const ANY_COUNT_KEY = [
  anyOf('artifact'),
  `dimension IN (${DIMENSION_NUMBERS})`,
  anyOf('metric'),
  anyOf('class'),
].join(' AND ')
export const ANY_PAIR_KEY = [anyOf('artifact'), `pair IN (${pairNumbers})`, anyOf('metric')].join(' AND ')

/** Takes away what the bucket held before. */
export function emptyBucket(db: D1Database, scale: Scale, bucket: number): D1PreparedStatement[] {
  return [
    db.prepare(`DELETE FROM ${scale}_count WHERE ${ANY_COUNT_KEY} AND bucket = ?1`).bind(bucket),
    db.prepare(`DELETE FROM ${scale}_pair WHERE ${ANY_PAIR_KEY} AND bucket = ?1`).bind(bucket),
  ]
}

/** Notes that the bucket was computed, and how large it has become. */
export function recordRollup(db: D1Database, scale: Scale, bucket: number, now: number): D1PreparedStatement {
  return db
    .prepare(
      `INSERT INTO rollup (scale, bucket, state, revision, computed_at, row_count)
       VALUES (?1, ?2, 'provisional', 1, ?3,
         (SELECT COUNT(*) FROM ${scale}_count WHERE ${ANY_COUNT_KEY} AND bucket = ?2))
       ON CONFLICT (scale, bucket) DO UPDATE SET
         revision = revision + 1, computed_at = excluded.computed_at, row_count = excluded.row_count`,
    )
    .bind(scale, bucket, now)
}

/** `<scale>_count` of bucket ?1 from a CTE `wide (artifact, dimension, metric, class, value, count)`. */
export function insertCounts(scale: Scale): string {
  return `ranked AS (
      SELECT *, ROW_NUMBER() OVER (PARTITION BY artifact, metric, class, dimension ORDER BY ${otherLast('value')}, count DESC, value) AS place
      FROM wide
    )
    INSERT INTO ${scale}_count (artifact, dimension, metric, class, bucket, value, count)
    SELECT artifact, dimension, metric, class, ?1, ${topOr('value', TOP_VALUES)}, SUM(count)
    FROM ranked GROUP BY 1, 2, 3, 4, 6`
}

/** `<scale>_pair` of bucket ?1 from a CTE `wide (artifact, pair, metric, a, b, count)`. */
export function insertPairs(scale: Scale): string {
  return `ranked AS (
      SELECT *, ROW_NUMBER() OVER (PARTITION BY artifact, pair, metric ORDER BY ${otherLast('a')}, ${otherLast('b')}, count DESC, a, b) AS place FROM wide
    )
    INSERT INTO ${scale}_pair (artifact, pair, metric, bucket, a, b, count)
    SELECT artifact, pair, metric, ?1, ${topOr('a', TOP_PAIRS)}, ${topOr('b', TOP_PAIRS)}, SUM(count)
    FROM ranked GROUP BY 1, 2, 3, 5, 6`
}

/** "(other)" takes no place from a real value, in a month as little as in its days. */
function otherLast(column: string): string {
  return `${column} = ${OTHER_LABEL}`
}

function topOr(column: string, most: number): string {
  return `CASE WHEN place <= ${most} THEN ${column} ELSE ${OTHER_LABEL} END`
}
