// A day by each dimension and pair, from its hours.
import { monthOfDay } from '../calendar.ts'
import { DIMENSIONS, PAIRS } from '../dimension.ts'
import { DIMENSION_NUMBERS, emptyBucket, insertCounts, insertPairs, recordRollup } from './bucket.ts'
import { type Mark, clearMark, setMark } from './mark.ts'

export function dayStatements(db: D1Database, mark: Mark, now: number): D1PreparedStatement[] {
  return [
    ...emptyBucket(db, 'day', mark.bucket),
    db.prepare(DAY_COUNTS).bind(mark.bucket),
    db.prepare(DAY_PAIRS).bind(mark.bucket),
    recordRollup(db, 'day', mark.bucket, now),
    setMark(db, 'month', monthOfDay(mark.bucket)),
    clearMark(db, 'day', mark),
  ]
}

/** The day's events by cell, before anything is spread over dimensions. */
const CELLS = `cells AS (
    SELECT cell, SUM(count) AS count FROM hour_count WHERE hour >= ?1 * 24 AND hour < (?1 + 1) * 24 GROUP BY cell
  )`

const valueOfDimension = Object.entries(DIMENSIONS)
  .map(([column, number]) => `WHEN ${number} THEN ${column === 'total' ? '0' : `cell.${column}`}`)
  .join(' ')
const DAY_COUNTS = `WITH ${CELLS}, wide AS (
    SELECT cell.artifact, dimension.value AS dimension, cell.metric, cell.class,
      CASE dimension.value ${valueOfDimension} END AS value, SUM(cells.count) AS count
    FROM cells JOIN cell ON cell.id = cells.cell, json_each('[${DIMENSION_NUMBERS}]') AS dimension
    GROUP BY 1, 2, 3, 4, 5
  ), ${insertCounts('day')}`

const sideOfPair = (side: 'a' | 'b') =>
  `CASE pair.value ${PAIRS.map((pair) => `WHEN ${pair.pair} THEN cell.${pair[side]}`).join(' ')} END`
const DAY_PAIRS = `WITH ${CELLS}, wide AS (
    SELECT cell.artifact, pair.value AS pair, cell.metric, ${sideOfPair('a')} AS a, ${sideOfPair('b')} AS b,
      SUM(cells.count) AS count
    FROM cells JOIN cell ON cell.id = cells.cell, json_each('[${PAIRS.map(({ pair }) => pair).join()}]') AS pair
    GROUP BY 1, 2, 3, 4, 5
  ), ${insertPairs('day')}`
