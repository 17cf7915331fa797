// All that has been counted under its own name.
import * as z from 'zod/mini'
import { dayOf } from '../../analytics/calendar.ts'
import { METRICS } from '../../analytics/event.ts'
import { kindOf, readArtifacts } from '../../analytics/stats/artifact.ts'
import { dayString } from '../../analytics/stats/interval.ts'
import { endpoint } from './endpoint.ts'
import * as parameter from './parameter.ts'

export const artifacts = endpoint({
  path: '/api/v1/artifacts',
  summary: 'What has been counted',
  description:
    'One row for each artifact, the most counted first: whether it is an image, a chart, a file or a page, the first and the last day, and all there ever was of each metric.',
  parameters: z.strictObject({ format: parameter.format }),
  examples: ['', 'format=csv'],
  answer: async ({ db, now }) => {
    const found = await readArtifacts(db)
    return {
      days: { from: 0, to: dayOf(now) + 1 },
      scale: 'month',
      table: {
        query: {},
        columns: ['artifact', 'kind', 'first_day', 'last_day', ...METRICS],
        rows: found.map(({ name, firstDay, lastDay, counts }) => [
          name,
          kindOf({ counts }),
          dayString(firstDay),
          dayString(lastDay),
          ...METRICS.map((metric) => counts[metric] ?? 0),
        ]),
      },
    }
  },
})
