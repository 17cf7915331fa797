// How versions spread.
import * as z from 'zod/mini'
import { dayOf } from '../../analytics/calendar.ts'
import { CURVE_DAYS_MAX, curvesOf, shareOf } from '../../analytics/stats/adoption.ts'
import { type Span, bucketText, bucketsOf, dayString, daysOf } from '../../analytics/stats/interval.ts'
import { readFirstDays, releasesOf } from '../../analytics/stats/release.ts'
import { type Line, readSeries } from '../../analytics/stats/series.ts'
import { readFirstDay } from '../../analytics/stats/standing.ts'
import { endpoint } from './endpoint.ts'
import { checkArtifact } from './known-artifact.ts'
import * as parameter from './parameter.ts'
import { spanWanted } from './range.ts'
import type { Cell } from '../../csv.ts'

export const adoption = endpoint({
  path: '/api/v1/adoption',
  summary: 'How versions spread',
  description:
    'The share of each minor version (or version) over time. With `align=release`, by days since the release of each ' +
    `minor instead, up to ${CURVE_DAYS_MAX} days; the release is the first day on which it was fetched here.`,
  parameters: z.strictObject({
    artifact: parameter.oneArtifact,
    metric: z
      ._default(z.enum(['pull', 'download', 'chart_pull', 'file_download']), 'pull')
      .check(z.meta({ description: 'What is counted.' })),
    class: parameter.classes,
    ...parameter.range,
    interval: z
      ._default(z.enum(['day', 'week', 'month']), 'week')
      .check(z.meta({ description: 'How long a step is; with align=release always a day.' })),
    group: z
      ._default(z.enum(['minor', 'version']), 'minor')
      .check(z.meta({ description: 'What is one line.' })),
    align: z
      .optional(z.enum(['release']))
      .check(z.meta({ description: 'Lays minors over each other by the day of their release.' })),
    share: z
      ._default(z.enum(['0', '1']), '1')
      .check(z.meta({ description: '0 leaves the column `share` out.' })),
    limit: parameter.limit,
    format: parameter.format,
  }),
  examples: [
    'artifact=cert-manager-controller',
    'artifact=cert-manager-controller&align=release',
    'artifact=cert-manager-controller&group=version&interval=month&format=csv',
  ],
  answer: async ({ db, now }, parameters) => {
    const { artifact, metric, group, align, limit, share } = parameters
    await checkArtifact(db, artifact)
    if (align !== undefined && group !== 'minor')
      throw new parameter.ParameterError('align=release is for group=minor')
    const interval = align === undefined ? parameters.interval : 'day'
    const span = spanWanted(
      { ...parameters, interval, from: parameters.from ?? defaultFrom(align, now) },
      now,
    )
    const question = { artifact, metric, classes: parameters.class, by: group, where: {} }
    const lines = await readSeries(db, { question, span, before: null, limit })
    const rows =
      align === undefined
        ? shareRows(lines, span)
        : curveRows(await readCurves(db, { artifact, lines, span, now }))
    const days = daysOf(span)
    return {
      days,
      scale: interval === 'month' ? 'month' : 'day',
      table: {
        query: {
          artifact,
          metric,
          class: parameters.class,
          from: dayString(days.from),
          to: dayString(days.to - 1),
          interval,
          group,
          align: align ?? null,
          share,
          limit,
        },
        columns: [
          align === undefined ? interval : 'days_since_release',
          group,
          'count',
          ...(share === '1' ? ['share'] : []),
        ],
        rows: share === '1' ? rows : rows.map((row) => row.slice(0, 3)),
      },
    }
  },
})

/** Curves need the releases of the last year. */
function defaultFrom(align: string | undefined, now: number): number | undefined {
  return align === undefined ? undefined : dayOf(now) - 365
}

type CurvesOf = { artifact: string; lines: Line[]; span: Span; now: number }

/** `lines` are daily and split by minor. The day that is not over has no curve yet. */
export async function readCurves(db: D1Database, { artifact, lines, span, now }: CurvesOf) {
  const [firstDays, ledgerFrom] = await Promise.all([readFirstDays(db, artifact), readFirstDay(db)])
  return curvesOf(lines, span, releasesOf(firstDays, ledgerFrom ?? 0), dayOf(now))
}

function shareRows(lines: Line[], { interval, ...span }: Span): Cell[][] {
  return bucketsOf({ interval, ...span }).flatMap((bucket, at) => {
    const all = lines.reduce((sum, { counts }) => sum + (counts[at] ?? 0), 0)
    return lines.map(({ value, counts }) => [
      bucketText(interval, bucket),
      value,
      counts[at] ?? 0,
      shareOf(counts[at] ?? 0, all),
    ])
  })
}

function curveRows(curves: Awaited<ReturnType<typeof readCurves>>): Cell[][] {
  return curves.flatMap(({ minor, counts, shares }) =>
    counts.map((count, at) => [at, minor, count, shares[at] ?? null]),
  )
}
