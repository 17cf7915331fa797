// What every word of the API means, for a program to read.
import * as z from 'zod/mini'
import { CLASS_DEFINITIONS, DEFINITION_VERSION, METRIC_DEFINITIONS } from '../../analytics/definition.ts'
import { PAIRS, PAIR_METRICS } from '../../analytics/dimension.ts'
import { INTERVALS } from '../../analytics/stats/interval.ts'
import { BY, WHERE } from '../../analytics/stats/question.ts'
import { endpoint } from './endpoint.ts'
import { RANGE_DAYS_MAX } from './range.ts'

export const dimensions = endpoint({
  path: '/api/v1/dimensions',
  summary: 'What can be asked, and what it means',
  description:
    'Definitions of the metrics and classes, what numbers are split by, and which two dimensions are kept together.',
  parameters: z.strictObject({}),
  examples: [''],
  answer: () =>
    Promise.resolve({
      json: {
        definition_version: DEFINITION_VERSION,
        metrics: METRIC_DEFINITIONS,
        classes: CLASS_DEFINITIONS,
        by: BY,
        where: WHERE,
        together: PAIRS.map(({ a, b }) => ({ dimensions: [a, b], metrics: PAIR_METRICS })),
        intervals: INTERVALS.map((interval) => ({ interval, days_max: RANGE_DAYS_MAX[interval] })),
      },
    }),
})
