// Sums over a stretch of time, split or not.
import { OTHER_LABEL, UNKNOWN_LABEL } from '../dimension.ts'
import type { Span } from './interval.ts'
import { type Plan, planOf } from './plan.ts'
import { OTHER, type Question, UNKNOWN, groupOf } from './question.ts'
import { type Condition, conditionOf } from './statement.ts'

/** `value` is '' where nothing is split; `previous` is null where nothing is compared. */
export type Total = { value: string; count: number; previous: number | null }

/** A value and the labels that fall under it. */
export type Group = { value: string; labels: number[]; count: number }

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
  const groups = groupsOf(question, rows, limit)
  if (question.by === null && groups.length === 0)
    groups.push({ value: '', labels: [UNKNOWN_LABEL], count: 0 })
  const named = new Set(groups.filter(({ value }) => value !== OTHER).flatMap(({ labels }) => labels))
  return groups.map(({ value, labels, count }) => {
    const of = earlier.filter(({ label }) => (value === OTHER ? !named.has(label) : labels.includes(label)))
    return { value, count, previous: before === null ? null : sum(of) }
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
      ? `SELECT ${UNKNOWN_LABEL} AS label, SUM(count) AS count FROM ${plan.table} WHERE ${sql} HAVING count > 0`
      : `SELECT ${plan.value} AS label, SUM(count) AS count FROM ${plan.table} WHERE ${sql} GROUP BY 1`
  const { results } = await db
    .prepare(
      `SELECT label, value AS name, count FROM (${grouped}) JOIN label ON label.id = label ORDER BY label`,
    )
    .bind(...values)
    .all<LabelRow>()
  return results
}

/** The groups that labels fall into: the `limit` largest by name, and `(other)` with all the rest, last. */
export function groupsOf({ by }: Question, rows: LabelRow[], limit: number): Group[] {
  if (by === null) return rows.map(({ label, count }) => ({ value: '', labels: [label], count }))
  const byName = Object.groupBy(rows, ({ label, name }) => groupOf(by, nameOf(label, name)))
  const groups = Object.entries(byName).map(([value, of = []]) => ({
    value,
    labels: of.map(({ label }) => label),
    count: sum(of),
  }))
  const named = groups
    .filter(({ value }) => value !== OTHER)
    .toSorted((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1))
  const rest = [...named.splice(limit), ...groups.filter(({ value }) => value === OTHER)]
  if (rest.length === 0) return named
  return [...named, { value: OTHER, labels: rest.flatMap(({ labels }) => labels), count: sum(rest) }]
}

function nameOf(label: number, name: string): string {
  return label === UNKNOWN_LABEL ? UNKNOWN : label === OTHER_LABEL ? OTHER : name
}

function sum(rows: { count: number }[]): number {
  return rows.reduce((total, { count }) => total + count, 0)
}
