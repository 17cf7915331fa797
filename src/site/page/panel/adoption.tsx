// How versions spread: each minor's share over time, and the same laid over each other from the day of release.
import { dayOf } from '../../../analytics/calendar.ts'
import { PAIR_METRICS } from '../../../analytics/dimension.ts'
import { CURVE_DAYS_MAX, curvesOf } from '../../../analytics/stats/adoption.ts'
import { type Span, daysOf } from '../../../analytics/stats/interval.ts'
import { readSeries } from '../../../analytics/stats/series.ts'
import { AlignedCurves } from '../../chart/aligned-curves.tsx'
import { StackedShare } from '../../chart/stacked-share.tsx'
import { apiLinks } from '../api-link.ts'
import { type Scene, questionOf } from '../scene.ts'
import { askSeries, refusalOf } from './ask.ts'
import { periodsOf } from './period.ts'

const MINORS = 8
const CURVES = 6
const CURVE_SPAN_DAYS = 400

export async function adoptionPanel(scene: Scene) {
  const { found, refused } = await askSeries({ ...scene, before: null }, { by: 'minor', limit: MINORS })
  const series = (found ?? []).map(({ value, counts }) => ({ name: value, counts }))
  const { interval } = scene.span
  return (
    <StackedShare
      id="adoption"
      title="Version adoption"
      note="The share of each minor version."
      periods={series.length === 0 ? [] : periodsOf(scene)}
      series={series}
      links={apiLinks(scene, {
        path: 'stats',
        ...questionOf(scene),
        by: 'minor',
        extra: { interval, limit: String(MINORS) },
      })}
      {...refusalOf(refused)}
    />
  )
}

/** Always of the last year, whatever the page shows: a release is compared with those before it. */
export async function curvesPanel(scene: Scene) {
  const { db, now, view, metric, releases } = scene
  if (view.artifact === null || !PAIR_METRICS.some((one) => one === metric)) return null
  const today = dayOf(now)
  const span: Span = { interval: 'day', from: today - CURVE_SPAN_DAYS + 1, to: today + 1 }
  const question = { ...questionOf(scene), by: 'minor' as const, where: {} }
  const lines = await readSeries(db, { question, span, before: null, limit: 50 })
  const curves = curvesOf(lines, span, releases, today).filter(({ shares }) => shares.length > 0)
  return (
    <AlignedCurves
      id="curves"
      title="How fast releases are taken up"
      note={`The share of each minor version by days since it was first fetched here, up to ${CURVE_DAYS_MAX} days, over all countries and platforms.`}
      empty="No minor version has come out since counting began."
      unit="days since release"
      curves={curves.slice(0, CURVES).map(({ minor, shares }) => ({ name: minor, shares }))}
      links={apiLinks(
        { days: daysOf(span), sums: span },
        {
          path: 'adoption',
          artifact: view.artifact,
          metric,
          classes: view.classes,
          extra: { align: 'release', limit: '50' },
        },
      )}
    />
  )
}
