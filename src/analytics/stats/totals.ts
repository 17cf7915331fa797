// Sums over a stretch of time, split or not.
import { OTHER_LABEL, UNKNOWN_LABEL } from '../dimension.ts'
import type { Span } from './interval.ts'
import { type Plan, planOf } from './plan.ts'
import { OTHER, type Question, UNKNOWN, groupOf } from './question.ts'
import { type Condition, bucketColumn, conditionOf, rowsOf } from './statement.ts'

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
  const rows = await readLabels(db, plan, { question, span, before })
  return groupsOf(question, rows, limit).map(({ value, count, previous }) => {
    return { value, count, previous: before === null ? null : previous }
  })
}

/** `previous`: what there was in the time that is compared with. */
type LabelRow = { label: number; name: string; count: number; previous: number }

type Within = Pick<TotalsQuestion, 'question' | 'span' | 'before'>

/** What there is by label, or by label 0 where nothing is split; a label may have two rows. */
export async function readLabels(db: D1Database, plan: Plan, within: Within): Promise<LabelRow[]> {
  const { question, span, before } = within
  if (before === null || span === null) return readRows(db, plan, conditionOf(plan, question, span))
  // One question for what lies side by side: a page asks many, and how many it may ask is limited.
  if (before.to === span.from) {
    const both = { ...span, from: before.from }
    return readRows(db, plan, conditionOf(plan, question, both), `${bucketColumn(plan, span)} < ${span.from}`)
  }
  const [rows, earlier] = await Promise.all([
    readRows(db, plan, conditionOf(plan, question, span)),
    readRows(db, plan, conditionOf(plan, question, before), 'true'),
  ])
  return [...rows, ...earlier]
}

/** `isEarlier`: the SQL condition of rows that are compared with. */
async function readRows(
  db: D1Database,
  plan: Plan,
  { sql, values }: Condition,
  isEarlier = 'false',
): Promise<LabelRow[]> {
  const sums = (where: string) => `SELECT ${plan.value ?? UNKNOWN_LABEL} AS label_id,
      SUM(CASE WHEN ${isEarlier} THEN 0 ELSE count END) AS count,
      SUM(CASE WHEN ${isEarlier} THEN count ELSE 0 END) AS previous
    FROM ${where} GROUP BY 1`
  const { results } = await db
    .prepare(
      `SELECT label_id AS label, value AS name, count, previous FROM (
         ${rowsOf(plan, sql).map(sums).join(' UNION ALL ')}
       ) JOIN label ON label.id = label_id ORDER BY label_id`,
    )
    .bind(...values)
    .all<LabelRow>()
  return results
}

/**
 * The groups that labels fall into: the `limit` largest by name, and `(other)` with all the rest, last; one group where
 * nothing is split. What there was only earlier has its group, too: a value that is gone is the news of a comparison.
 */
export function groupsOf({ by }: Question, rows: LabelRow[], limit: number): Group[] {
  if (by === null) return [groupFrom('', rows)]
  const byName = Object.groupBy(rows, ({ label, name }) => groupOf(by, nameOf(label, name)))
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
