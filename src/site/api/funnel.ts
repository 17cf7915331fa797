// From looking to having: how many checks, pulls and downloads there are for each other.
import * as z from 'zod/mini'
import { shareOf } from '../../analytics/stats/adoption.ts'
import { dayString, daysOf } from '../../analytics/stats/interval.ts'
import { readFunnel } from '../../analytics/stats/funnel.ts'
import { endpoint } from './endpoint.ts'
import { checkArtifact } from './known-artifact.ts'
import * as parameter from './parameter.ts'
import { spanOfSum } from './range.ts'

export const funnel = endpoint({
  path: '/api/v1/funnel',
  summary: 'From check to pull to download',
  description:
    'How often somebody looked, fetched the manifest, and fetched the last layer, with the share that got from the stage ' +
    'before to this one. Above 1 where a client skips a stage: by digest, nobody checks. ' +
    'Of more than 400 days, whole months.',
  parameters: z.strictObject({
    artifact: parameter.artifact,
    class: parameter.classes,
    ...parameter.range,
    format: parameter.format,
  }),
  examples: ['', 'class=runtime', 'format=csv'],
  answer: async ({ db, now }, parameters) => {
    await checkArtifact(db, parameters.artifact)
    const span = spanOfSum(parameters, now)
    const days = daysOf(span)
    const stages = await readFunnel(db, {
      artifact: parameters.artifact ?? null,
      classes: parameters.class,
      span,
    })
    return {
      days,
      scale: span.interval === 'month' ? 'month' : 'day',
      table: {
        query: {
          artifact: parameters.artifact ?? null,
          class: parameters.class,
          from: dayString(days.from),
          to: dayString(days.to - 1),
        },
        columns: ['stage', 'count', 'share_of_previous'],
        rows: stages.map(({ stage, count }, at) => {
          const before = stages[at - 1]
          return [stage, count, before === undefined ? null : shareOf(count, before.count)]
        }),
      },
    }
  },
})
