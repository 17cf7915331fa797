// Numbers over time.
import * as z from 'zod/mini'
import { bucketText, bucketsOf, daysOf } from '../../analytics/stats/interval.ts'
import type { Question } from '../../analytics/stats/question.ts'
import { readSeries } from '../../analytics/stats/series.ts'
import { readFirstDay } from '../../analytics/stats/standing.ts'
import { echoOf } from './echo.ts'
import { endpoint } from './endpoint.ts'
import { checkArtifact } from './known-artifact.ts'
import * as parameter from './parameter.ts'
import { isCounted, spanBefore, spanWanted } from './range.ts'

export const stats = endpoint({
  path: '/api/v1/stats',
  summary: 'Numbers over time',
  description:
    'One row for each step of time, and for each value where `by` splits; steps without any event are rows of 0. ' +
    'Every dimension is kept on its own; with two of them, only version with platform, country or client is.',
  parameters: z.strictObject({
    artifact: parameter.artifact,
    metric: parameter.metric,
    class: parameter.classes,
    ...parameter.range,
    interval: parameter.interval,
    by: parameter.by,
    ...parameter.where,
    limit: parameter.limit,
    compare: parameter.compare,
    format: parameter.format,
  }),
  examples: [
    '',
    'metric=pull&interval=day',
    'metric=pull&class=runtime&interval=week&by=version&limit=5',
    'metric=download&interval=month&by=country&compare=previous',
    'metric=check&interval=hour&by=class&format=csv',
    'metric=pull&by=platform&where.version=v1.19.0',
  ],
  answer: async ({ db, now }, parameters) => {
    const { metric, interval, limit, compare } = parameters
    await checkArtifact(db, parameters.artifact)
    const span = spanWanted(parameters, now)
    const question: Question = {
      artifact: parameters.artifact ?? null,
      metric,
      classes: parameters.class,
      by: parameters.by ?? null,
      where: parameter.whereOf(parameters),
    }
    const before = spanBefore(span, compare, now)
    const [lines, firstDay] = await Promise.all([
      readSeries(db, { question, span, before, limit }),
      before === null ? null : readFirstDay(db),
    ])
    const previousAt = (previous: number[] | null, at: number) => {
      if (before === null) return []
      const from = before.from + at
      return [isCounted({ interval, from, to: from + 1 }, firstDay) ? (previous?.[at] ?? 0) : null]
    }
    const days = daysOf(span)
    const rows = bucketsOf(span).flatMap((bucket, at) =>
      lines.map(({ value, counts, previous }) => [
        bucketText(interval, bucket),
        ...(question.by === null ? [] : [value]),
        counts[at] ?? 0,
        ...previousAt(previous, at),
      ]),
    )
    return {
      days,
      scale: interval === 'month' ? 'month' : 'day',
      table: {
        query: { metric, ...echoOf(question, days), interval, limit, compare: compare ?? null },
        columns: [
          interval,
          ...(question.by === null ? [] : [question.by]),
          'count',
          ...(before === null ? [] : ['previous']),
        ],
        rows,
      },
    }
  },
})
