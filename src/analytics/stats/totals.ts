// Sums over a stretch of time, split or not.
import { OTHER_LABEL, UNKNOWN_LABEL } from '../dimension.ts'
import type { Span } from './interval.ts'
import { type Plan, planOf } from './plan.ts'
import { OTHER, type Question, UNKNOWN, groupOf } from './question.ts'
import { type Condition, conditionOf } from './statement.ts'

/** `value` is '' where nothing is split; `previous` is null where nothing is compared. */
export type Total = { value: string; count: number; previous: number | null }

/** A value and the labels that fall under it. */
export type Group = { value: string; labels: number[]; count: number; previous: number }

export type TotalsQuestion = {
  question: Question
  /** Null for all there ever was. */
  span: Span | null
  /** What to compare with; null for nothing. */
  before: Span | null
  /** How many values are named; the rest is `(other)`. */
  limit: number
}

/** The largest first, `(other)` last. */
export async function readTotals(
  db: D1Database,
  { question, span, before, limit }: TotalsQuestion,
): Promise<Total[]> {
  const plan = planOf(question, span?.interval ?? null)
  const [rows, earlier] = await Promise.all([
    readLabels(db, plan, conditionOf(plan, question, span)),
    before === null ? [] : readLabels(db, plan, conditionOf(plan, question, before)),
  ])
  return groupsOf(question, rows, { earlier, limit }).map(({ value, count, previous }) => {
    return { value, count, previous: before === null ? null : previous }
  })
}

type LabelRow = { label: number; name: string; count: number }

/** What there is by label; one row of label 0 where nothing is split. */
export async function readLabels(
  db: D1Database,
  plan: Plan,
  { sql, values }: Condition,
): Promise<LabelRow[]> {
  const grouped =
    plan.value === null
      ? `SELECT ${UNKNOWN_LABEL} AS label, SUM(count) AS count FROM ${plan.table} WHERE ${sql} HAVING SUM(count) > 0`
      : `SELECT ${plan.value} AS label, SUM(count) AS count FROM ${plan.table} WHERE ${sql} GROUP BY 1`
  const { results } = await db
    .prepare(
      `SELECT label, value AS name, count FROM (${grouped}) JOIN label ON label.id = label ORDER BY label`,
    )
    .bind(...values)
    .all<LabelRow>()
  return results
}

/** `earlier`: what there was in the time that is compared with. */
type Ranked = { earlier: LabelRow[]; limit: number }

/**
 * The groups that labels fall into: the `limit` largest by name, and `(other)` with all the rest, last; one group where
 * nothing is split. What there was only earlier has its group, too: a value that is gone is the news of a comparison.
 */
export function groupsOf({ by }: Question, rows: LabelRow[], { earlier, limit }: Ranked): Group[] {
  const both = [
    ...rows.map((row) => ({ ...row, previous: 0 })),
    ...earlier.map((row) => ({ ...row, count: 0, previous: row.count })),
  ]
  if (by === null) return [groupFrom('', both)]
  const byName = Object.groupBy(both, ({ label, name }) => groupOf(by, nameOf(label, name)))
  const { [OTHER]: others = [], ...known } = byName
  const named = Object.entries(known)
    .map(([value, of = []]) => groupFrom(value, of))
    .toSorted((a, b) => b.count - a.count || b.previous - a.previous || (a.value < b.value ? -1 : 1))
  const rest = [...named.splice(limit), ...(others.length === 0 ? [] : [groupFrom(OTHER, others)])]
  if (rest.length === 0) return named
  const labels = rest.flatMap((group) => group.labels)
  return [...named, { value: OTHER, labels, count: sum(rest, 'count'), previous: sum(rest, 'previous') }]
}

function groupFrom(value: string, rows: { label: number; count: number; previous: number }[]): Group {
  const labels = [...new Set(rows.map(({ label }) => label))]
  return { value, labels, count: sum(rows, 'count'), previous: sum(rows, 'previous') }
}

function nameOf(label: number, name: string): string {
  return label === UNKNOWN_LABEL ? UNKNOWN : label === OTHER_LABEL ? OTHER : name
}

function sum<Key extends string>(rows: Record<Key, number>[], key: Key): number {
  return rows.reduce((total, row) => total + row[key], 0)
}
