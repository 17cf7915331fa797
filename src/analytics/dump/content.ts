// All that was counted on one day, as CSV for whoever wants to reckon with it: one row for each number that is kept.
import { type Cell, csvLine } from '../../csv.ts'
import { DIMENSIONS, OTHER_LABEL, PAIRS, UNKNOWN_LABEL } from '../dimension.ts'
import { ANY_COUNT_KEY, ANY_PAIR_KEY } from '../rollup/bucket.ts'
import { dayString } from '../stats/interval.ts'
import { OTHER, UNKNOWN } from '../stats/question.ts'

/** Numbers by one dimension at a time; numbers by two. Rows of one file may be added up, rows of both may not. */
export const PARTS = ['counts', 'pairs'] as const
export type Part = (typeof PARTS)[number]

/** The checksum of every day is out in the world: what is here never changes. What is new is another part. */
export const COLUMNS = {
  counts: ['day', 'artifact', 'metric', 'class', 'dimension', 'value', 'count'],
  pairs: ['day', 'artifact', 'metric', 'dimension_a', 'value_a', 'dimension_b', 'value_b', 'count'],
} as const satisfies Record<Part, string[]>

export type Content = { text: string; rowCount: number }

/** The same bytes whenever it is asked for, once the day is final. `day` since 1970. */
export async function readContent(db: D1Database, day: number, part: Part): Promise<Content> {
  const rows = part === 'counts' ? await readCounts(db, day) : await readPairs(db, day)
  const date = dayString(day)
  const lines = rows.map((row) => csvLine([date, ...row]))
  return { text: [csvLine(COLUMNS[part]), ...lines].join(''), rowCount: rows.length }
}

async function readCounts(db: D1Database, day: number): Promise<Cell[][]> {
  const rows = await db
    .prepare(COUNTS)
    .bind(day)
    .raw<
      [artifact: string, metric: string, client: string, dimension: number, value: string, count: number]
    >()
  return rows.map(([artifact, metric, client, dimension, value, count]) => {
    const isTotal = dimension === DIMENSIONS.total
    return [artifact, metric, client, dimensionNames.get(dimension) ?? '', isTotal ? '' : value, count]
  })
}

async function readPairs(db: D1Database, day: number): Promise<Cell[][]> {
  const rows = await db
    .prepare(PAIR_COUNTS)
    .bind(day)
    .raw<[artifact: string, metric: string, pair: number, a: string, b: string, count: number]>()
  return rows.map(([artifact, metric, number, a, b, count]) => {
    const pair = PAIRS.find((one) => one.pair === number)
    return [artifact, metric, pair?.a ?? '', a, pair?.b ?? '', b, count]
  })
}

const dimensionNames = new Map<number, string>(
  Object.entries(DIMENSIONS).map(([name, number]) => [number, name]),
)

/** A label as a word, out of its own join. */
const word = (join: string) =>
  `CASE ${join}.id WHEN ${UNKNOWN_LABEL} THEN '${UNKNOWN}' WHEN ${OTHER_LABEL} THEN '${OTHER}' ELSE ${join}.value END`
const joined = (columns: string[]) =>
  columns.map((column) => `JOIN label AS ${column}_label ON ${column}_label.id = day.${column}`).join(' ')

/** By what is read, not by when it was new; the labels decide between two that read alike. */
const COUNTS = `WITH day AS MATERIALIZED (SELECT * FROM day_count WHERE ${ANY_COUNT_KEY} AND bucket = ?1)
  SELECT ${word('artifact_label')}, ${word('metric_label')}, ${word('class_label')}, day.dimension,
    ${word('value_label')}, count
  FROM day ${joined(['artifact', 'metric', 'class', 'value'])}
  ORDER BY 1, 2, 4, 3, 5, day.artifact, day.metric, day.class, day.value`

const PAIR_COUNTS = `WITH day AS MATERIALIZED (SELECT * FROM day_pair WHERE ${ANY_PAIR_KEY} AND bucket = ?1)
  SELECT ${word('artifact_label')}, ${word('metric_label')}, pair, ${word('a_label')}, ${word('b_label')}, count
  FROM day ${joined(['artifact', 'metric', 'a', 'b'])}
  ORDER BY 1, 2, 3, 4, 5, day.artifact, day.metric, day.a, day.b`
