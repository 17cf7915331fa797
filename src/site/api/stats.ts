// Numbers over time.
import * as z from 'zod'
import { bucketText, bucketsOf, daysOf } from '../../analytics/stats/interval.ts'
import type { Question } from '../../analytics/stats/question.ts'
import { readSeries } from '../../analytics/stats/series.ts'
import { echoOf } from './echo.ts'
import { endpoint } from './endpoint.ts'
import { checkArtifact } from './known-artifact.ts'
import * as parameter from './parameter.ts'
import { spanBefore, spanWanted } from './range.ts'

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
    const lines = await readSeries(db, { question, span, before: spanBefore(span, compare), limit })
    const days = daysOf(span)
    const rows = bucketsOf(span).flatMap((bucket, at) =>
      lines.map(({ value, counts, previous }) => [
        bucketText(interval, bucket),
        ...(question.by === null ? [] : [value]),
        counts[at] ?? 0,
        ...(previous === null ? [] : [previous[at] ?? 0]),
      ]),
    )
    return {
      days,
      table: {
        query: { metric, ...echoOf(question, days), interval, limit, compare: compare ?? null },
        columns: [
          interval,
          ...(question.by === null ? [] : [question.by]),
          'count',
          ...(lines.some(({ previous }) => previous !== null) ? ['previous'] : []),
        ],
        rows,
      },
    }
  },
})
