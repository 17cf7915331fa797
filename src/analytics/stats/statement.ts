// A plan and a question as the condition of an SQL statement, every value bound.
import { OTHER_LABEL, UNKNOWN_LABEL } from '../dimension.ts'
import { LAST_SUMMED_MONTH } from '../rollup/ever.ts'
import { DAYS_SINCE_MONDAY_1970, type Span } from './interval.ts'
import type { Plan } from './plan.ts'
import { OTHER, type Question, UNKNOWN, WHERE, type Where } from './question.ts'

/** SQL text with its values. `sql` may name columns of the plan's table alone. */
export type Condition = { sql: string; values: (string | number)[] }

/** The rows of a plan that answer the question within the span; without one, all there are. */
export function conditionOf(plan: Plan, question: Question, span: Span | null): Condition {
  const values: (string | number)[] = []
  const bind = (value: string | number) => `?${values.push(value)}`
  // Every column of the key before the time is named, so that the key finds the rows.
  const parts = [
    ...(plan.hasArtifact ? [artifactCondition(question, bind)] : []),
    plan.picks,
    `metric = (SELECT id FROM label WHERE dimension = 'metric' AND value = ${bind(question.metric)})`,
    ...(plan.hasClass ? [classCondition(question, bind)] : []),
    ...(span === null ? [] : [timeCondition(plan, span, bind)]),
    ...WHERE.flatMap((dimension) => {
      const [column, wanted] = [plan.columns[dimension], question.where[dimension]]
      return column === undefined || wanted === undefined
        ? []
        : [whereCondition(column, dimension, bind(JSON.stringify(wanted)))]
    }),
  ]
  return { sql: parts.join(' AND '), values }
}

/** What the condition is a condition of, each table with it: `table WHERE condition`. */
export function rowsOf({ table, openMonths }: Plan, condition: string): string[] {
  const open = `${openMonths} WHERE ${condition} AND bucket > ${LAST_SUMMED_MONTH}`
  return [`${table} WHERE ${condition}`, ...(openMonths === null ? [] : [open])]
}

/** The bucket of the span's interval that a row is of. */
export function bucketColumn(plan: Plan, { interval }: Span): string {
  return interval === 'week' ? `(${plan.time} + ${DAYS_SINCE_MONDAY_1970}) / 7` : plan.time
}

function artifactCondition({ artifact, among }: Question, bind: (value: string) => string): string {
  const named = among ?? (artifact === null ? null : [artifact])
  return named === null
    ? `artifact IN (SELECT id FROM label WHERE dimension IN ('artifact', ''))`
    : `artifact IN (SELECT id FROM label WHERE dimension = 'artifact'
         AND value IN (SELECT value FROM json_each(${bind(JSON.stringify(named))})))`
}

function classCondition({ classes }: Question, bind: (value: string) => string): string {
  return classes.length === 0
    ? `class IN (SELECT id FROM label WHERE dimension IN ('class', ''))`
    : `class IN (SELECT id FROM label WHERE dimension = 'class'
         AND value IN (SELECT value FROM json_each(${bind(JSON.stringify(classes))})))`
}

function timeCondition(plan: Plan, { interval, from, to }: Span, bind: (value: number) => string): string {
  const first = (bucket: number) => (interval === 'week' ? bucket * 7 - DAYS_SINCE_MONDAY_1970 : bucket)
  return `${plan.time} >= ${bind(first(from))} AND ${plan.time} < ${bind(first(to))}`
}

function whereCondition(column: string, dimension: Where, wanted: string): string {
  return `${column} IN (
    SELECT CASE wanted.value WHEN '${UNKNOWN}' THEN ${UNKNOWN_LABEL} WHEN '${OTHER}' THEN ${OTHER_LABEL}
      ELSE (SELECT id FROM label WHERE dimension = '${dimension}' AND value = wanted.value) END
    FROM json_each(${wanted}) AS wanted)`
}
