// Different networks that asked, day by day.
import * as z from 'zod/mini'
import { dayString, daysOf } from '../../analytics/stats/interval.ts'
import { readSources } from '../../analytics/stats/source-count.ts'
import { endpoint } from './endpoint.ts'
import { checkArtifact } from './known-artifact.ts'
import * as parameter from './parameter.ts'
import { spanWanted } from './range.ts'

export const sources = endpoint({
  path: '/api/v1/sources',
  summary: 'Different networks a day',
  description:
    'How many different networks asked on a day: an IPv4 address or an IPv6 /64, known only by a hash whose salt is ' +
    'gone after two days. Not people and not clusters: a cluster behind one address is one. Numbers of several days ' +
    'cannot be added up. A day appears two hours after its end.',
  parameters: z.strictObject({
    artifact: parameter.oneArtifact,
    metric: parameter.metric,
    ...parameter.range,
    format: parameter.format,
  }),
  examples: ['artifact=cert-manager-controller', 'artifact=cert-manager-controller&metric=check&format=csv'],
  answer: async ({ db, now }, { artifact, metric, from, to }) => {
    await checkArtifact(db, artifact)
    const days = daysOf(spanWanted({ from, to, interval: 'day' }, now))
    const found = await readSources(db, artifact, metric, days)
    return {
      days,
      scale: 'day',
      table: {
        query: { artifact, metric, from: dayString(days.from), to: dayString(days.to - 1) },
        columns: ['day', 'count'],
        rows: found.map(({ day, count }) => [dayString(day), count]),
      },
    }
  },
})
