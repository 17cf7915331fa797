// Numbers over time, a line for each value, no bucket left out.
import { OTHER_LABEL, UNKNOWN_LABEL } from '../dimension.ts'
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
  const rows = plan.value === null ? [] : await readLabels(db, plan, { question, span, before })
  const groups = groupsOf(question, rows, limit)
  const { counts, previous } = await readBoth(db, plan, { question, groups, span, before })
  return groups.map(({ value }, index) => ({
    value,
    counts: counts[index] ?? [],
    previous: previous?.[index] ?? null,
  }))
}

type Buckets = { question: Question; groups: Group[]; span: Span }
type Both = { counts: number[][]; previous: number[][] | null }

/** One question for what lies side by side, as in the totals. */
async function readBoth(
  db: D1Database,
  plan: Plan,
  { span, before, ...asked }: Buckets & { before: Span | null },
): Promise<Both> {
  const read = (within: Span) => readBuckets(db, plan, { ...asked, span: within })
  if (before === null) return { counts: await read(span), previous: null }
  if (before.to === span.from) {
    const both = await read({ ...span, from: before.from })
    const split = span.from - before.from
    return {
      counts: both.map((line) => line.slice(split)),
      previous: both.map((line) => line.slice(0, split)),
    }
  }
  const [counts, previous] = await Promise.all([read(span), read(before)])
  return { counts, previous }
}

/**
 * One row of counts for each group, zeros included. Labels that are not named become `(other)` while they are read: what
 * comes back is bounded by `limit`, and looking a label up does not depend on how many there are.
 */
async function readBuckets(
  db: D1Database,
  plan: Plan,
  { question, groups, span }: Buckets,
): Promise<number[][]> {
  const { sql, values } = conditionOf(plan, question, span)
  const counts = groups.map(() => new Array<number>(Math.max(0, span.to - span.from)).fill(0))
  const named = groups.filter(({ value }) => value !== OTHER).flatMap(({ labels }) => labels)
  const label =
    plan.value === null
      ? String(UNKNOWN_LABEL)
      : `CASE WHEN ${plan.value} IN (SELECT value FROM json_each(?${values.length + 1}))
           THEN ${plan.value} ELSE ${OTHER_LABEL} END`
  const { results } = await db
    .prepare(
      `SELECT ${bucketColumn(plan, span)} AS time, ${label} AS label, SUM(count) AS count
       FROM ${plan.table} WHERE ${sql} GROUP BY 1, 2`,
    )
    .bind(...values, ...(plan.value === null ? [] : [JSON.stringify(named)]))
    .all<{ time: number; label: number; count: number }>()
  const lineOf = new Map(groups.flatMap(({ labels }, index) => labels.map((one) => [one, counts[index]])))
  const rest = counts[groups.findIndex(({ value }) => value === OTHER)]
  for (const row of results) {
    const line = plan.value === null ? counts[0] : row.label === OTHER_LABEL ? rest : lineOf.get(row.label)
    // A line is of several labels where versions are grouped by minor.
    if (line !== undefined) line[row.time - span.from] = (line[row.time - span.from] ?? 0) + row.count
  }
  return counts
}
