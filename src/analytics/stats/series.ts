// Numbers over time, a line for each value, no bucket left out.
import type { Span } from './interval.ts'
import { type Plan, planOf } from './plan.ts'
import { OTHER, type Question } from './question.ts'
import { bucketColumn, conditionOf } from './statement.ts'
import { type Group, groupsOf, readLabels } from './totals.ts'

/** One number a bucket; `value` is '' where nothing is split, `previous` null where nothing is compared. */
export type Line = { value: string; counts: number[]; previous: number[] | null }

export type SeriesQuestion = { question: Question; span: Span; before: Span | null; limit: number }

/** The largest line first, `(other)` last. A question without a split has one line, of zeros if there is nothing. */
export async function readSeries(
  db: D1Database,
  { question, span, before, limit }: SeriesQuestion,
): Promise<Line[]> {
  const plan = planOf(question, span.interval)
  const labelsIn = async (within: Span) =>
    plan.value === null ? [] : readLabels(db, plan, conditionOf(plan, question, within))
  const [rows, earlier] = await Promise.all([labelsIn(span), before === null ? [] : labelsIn(before)])
  const groups = groupsOf(question, rows, { earlier, limit })
  const read = (within: Span) => readBuckets(db, plan, { question, groups, span: within })
  const [counts, previous] = await Promise.all([read(span), before === null ? null : read(before)])
  return groups.map(({ value }, index) => ({
    value,
    counts: counts[index] ?? [],
    previous: previous?.[index] ?? null,
  }))
}

type Buckets = { question: Question; groups: Group[]; span: Span }

/** One row of counts for each group, zeros included. */
async function readBuckets(
  db: D1Database,
  plan: Plan,
  { question, groups, span }: Buckets,
): Promise<number[][]> {
  const { sql, values } = conditionOf(plan, question, span)
  const time = bucketColumn(plan, span)
  const counts = groups.map(() => new Array<number>(Math.max(0, span.to - span.from)).fill(0))
  const rest = groups.findIndex(({ value }) => value === OTHER)
  const statement =
    plan.value === null
      ? `SELECT ${time} AS time, 0 AS line, SUM(count) AS count FROM ${plan.table} WHERE ${sql} GROUP BY 1`
      : `WITH line AS MATERIALIZED (SELECT value->>0 AS label, value->>1 AS line FROM json_each(?${values.length + 1}))
         SELECT ${time} AS time, COALESCE(line.line, ?${values.length + 2}) AS line, SUM(count) AS count
         FROM ${plan.table} LEFT JOIN line ON line.label = ${plan.table}.${plan.value} WHERE ${sql} GROUP BY 1, 2`
  const lines = groups.flatMap(({ labels }, index) => labels.map((label) => [label, index]))
  const { results } = await db
    .prepare(statement)
    .bind(...values, ...(plan.value === null ? [] : [JSON.stringify(lines), rest]))
    .all<{ time: number; line: number; count: number }>()
  for (const row of results) {
    const line = counts[row.line]
    if (line !== undefined) line[row.time - span.from] = row.count
  }
  return counts
}
