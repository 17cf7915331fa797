// Sums over some days, or over all there ever were.
import * as z from 'zod'
import { dayOf } from '../../analytics/calendar.ts'
import { METRICS } from '../../analytics/event.ts'
import { shareOf } from '../../analytics/stats/adoption.ts'
import { type Span, daysOf } from '../../analytics/stats/interval.ts'
import { type Question, QuestionError } from '../../analytics/stats/question.ts'
import { type Total, readTotals } from '../../analytics/stats/totals.ts'
import { echoOf } from './echo.ts'
import { endpoint } from './endpoint.ts'
import { checkArtifact } from './known-artifact.ts'
import * as parameter from './parameter.ts'
import { spanBefore, spanOfSum } from './range.ts'
import type { Cell } from './table.ts'

export const totals = endpoint({
  path: '/api/v1/totals',
  summary: 'Sums over some days, or over all time',
  description:
    'One row for each value of `by` with its share of the whole; without `by` one row for each metric. ' +
    'Without `from` and `to` the sum of all there ever was; of more than 400 days, whole months. Unique sources are never added up: see /api/v1/sources.',
  parameters: z.strictObject({
    artifact: parameter.artifact,
    metric: parameter.metric.unwrap().optional(),
    class: parameter.classes,
    ...parameter.range,
    by: parameter.by,
    ...parameter.where,
    limit: parameter.limit,
    compare: parameter.compare,
    format: parameter.format,
  }),
  examples: [
    '',
    'metric=pull&by=country&limit=10',
    'metric=pull&by=os&class=runtime',
    'from=2026-11-01&compare=previous',
  ],
  answer: async ({ db, now }, parameters) => {
    await checkArtifact(db, parameters.artifact)
    const span = spanOrEver(parameters, now)
    const before = span === null ? null : spanBefore(span, parameters.compare)
    const question: Omit<Question, 'metric'> = {
      artifact: parameters.artifact ?? null,
      classes: parameters.class,
      by: parameters.by ?? null,
      where: parameter.whereOf(parameters),
    }
    const read = (metric: Question['metric']) =>
      readTotals(db, { question: { ...question, metric }, span, before, limit: parameters.limit })
    const metrics = parameters.metric === undefined ? METRICS : [parameters.metric]
    if (question.by !== null && parameters.metric === undefined) {
      throw new QuestionError(`by=${question.by} needs one metric: ${METRICS.join(', ')}`)
    }
    const found = await Promise.all(metrics.map(read))
    const compared = before === null ? [] : ['previous']
    const days = span === null ? { from: 0, to: dayOf(now) + 1 } : daysOf(span)
    return {
      days: span === null ? { from: dayOf(now), to: dayOf(now) + 1 } : days,
      table: {
        query: {
          metric: parameters.metric ?? null,
          ...echoOf(question, span === null ? null : days),
          limit: parameters.limit,
          compare: parameters.compare ?? null,
        },
        columns:
          question.by === null
            ? ['metric', 'count', ...compared]
            : [question.by, 'count', 'share', ...compared],
        rows: question.by === null ? metricRows(metrics, found) : valueRows(found[0] ?? []),
      },
    }
  },
})

type Wanted = {
  from?: number | undefined
  to?: number | undefined
  compare?: 'previous' | 'year' | undefined
}

function spanOrEver({ from, to, compare }: Wanted, now: number): Span | null {
  if (from !== undefined || to !== undefined) return spanOfSum({ from, to }, now)
  if (compare !== undefined) throw new QuestionError('compare needs from: all time has nothing before it')
  return null
}

function metricRows(metrics: readonly string[], found: Total[][]): Cell[][] {
  return metrics.map((metric, at) => {
    const total = found[at]?.[0]
    return [metric, total?.count ?? 0, ...previousOf(total)]
  })
}

function valueRows(found: Total[]): Cell[][] {
  const all = found.reduce((sum, { count }) => sum + count, 0)
  return found.map((total) => [total.value, total.count, shareOf(total.count, all), ...previousOf(total)])
}

function previousOf(total: Total | undefined): number[] {
  return total?.previous == null ? [] : [total.previous]
}
