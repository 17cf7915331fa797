// Sums over some days, or over all there ever were.
import * as z from 'zod/mini'
import { dayOf } from '../../analytics/calendar.ts'
import { METRICS } from '../../analytics/event.ts'
import { shareOf } from '../../analytics/stats/adoption.ts'
import { type Span, daysOf } from '../../analytics/stats/interval.ts'
import { type Question, QuestionError } from '../../analytics/stats/question.ts'
import { readFirstDay } from '../../analytics/stats/standing.ts'
import { type Total, readTotals } from '../../analytics/stats/totals.ts'
import type { Cell } from '../../csv.ts'
import { echoOf } from './echo.ts'
import { endpoint } from './endpoint.ts'
import { checkArtifact } from './known-artifact.ts'
import * as parameter from './parameter.ts'
import { isCounted, spanBefore, spanOfSum } from './range.ts'

export const totals = endpoint({
  path: '/api/v1/totals',
  summary: 'Sums over some days, or over all time',
  description:
    'One row for each value of `by` with its share of the whole; without `by` one row for each metric. ' +
    'Without `from` and `to` the sum of all there ever was; of more than 400 days, whole months. Unique sources are never added up: see /api/v1/sources.',
  parameters: z.strictObject({
    artifact: parameter.artifact,
    metric: z
      .optional(z.enum(METRICS))
      .check(z.meta({ description: 'What is counted; without it, all metrics, where `by` splits nothing.' })),
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
    'artifact=cert-manager-controller&metric=pull&by=minor&where.platform=linux/amd64',
  ],
  answer: async ({ db, now }, parameters) => {
    await checkArtifact(db, parameters.artifact)
    const span = spanOrEver(parameters, now)
    const before = span === null ? null : spanBefore(span, parameters.compare, now)
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
    const [found, firstDay] = await Promise.all([
      Promise.all(metrics.map(read)),
      before === null ? null : readFirstDay(db),
    ])
    const compared = before === null ? [] : ['previous']
    const previousOf = (total: Total | undefined) =>
      before === null ? [] : [isCounted(before, firstDay) ? (total?.previous ?? 0) : null]
    const days = span === null ? { from: 0, to: dayOf(now) + 1 } : daysOf(span)
    return {
      days,
      scale: span === null ? 'ever' : span.interval === 'month' ? 'month' : 'day',
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
        rows:
          question.by === null
            ? metricRows(metrics, found, previousOf)
            : valueRows(found[0] ?? [], previousOf),
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

type PreviousOf = (total: Total | undefined) => Cell[]

function metricRows(metrics: readonly string[], found: Total[][], previousOf: PreviousOf): Cell[][] {
  return metrics.map((metric, at) => {
    const total = found[at]?.[0]
    return [metric, total?.count ?? 0, ...previousOf(total)]
  })
}

function valueRows(found: Total[], previousOf: PreviousOf): Cell[][] {
  const all = found.reduce((sum, { count }) => sum + count, 0)
  return found.map((total) => [total.value, total.count, shareOf(total.count, all), ...previousOf(total)])
}
