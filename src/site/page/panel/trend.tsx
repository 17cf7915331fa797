// The metric over time, beside the stretch before, with releases and gaps.
import { bucketsOf, daysOf } from '../../../analytics/stats/interval.ts'
import { TimeSeries } from '../../chart/time-series.tsx'
import { apiLinks } from '../api-link.ts'
import { type Scene, questionOf } from '../scene.ts'
import { METRIC_WORDS } from '../wording.ts'
import { askSeries, refusalOf } from './ask.ts'
import { periodsOf } from './period.ts'

export async function trendPanel(scene: Scene) {
  const { found, refused } = await askSeries(scene, {})
  const { title, unit } = METRIC_WORDS[scene.metric]
  const { interval } = scene.span
  const [line] = found ?? []
  const extra = { interval, ...(scene.before === null ? {} : { compare: 'previous' }) }
  return (
    <TimeSeries
      id="trend"
      title={`${title} by ${interval}`}
      unit={unit}
      periods={line === undefined ? [] : periodsOf(scene)}
      counts={line?.counts ?? []}
      previous={line?.previous ?? null}
      marks={marksOf(scene)}
      links={apiLinks(scene, { path: 'stats', ...questionOf(scene), extra })}
      {...refusalOf(refused)}
    />
  )
}

/** Releases within the span; of several in one step, all by name. */
function marksOf({ releases, span }: Scene) {
  return bucketsOf(span).flatMap((bucket, index) => {
    const { from, to } = daysOf({ ...span, from: bucket, to: bucket + 1 })
    const here = releases.filter(({ day }) => day >= from && day < to)
    return here.length === 0 ? [] : [{ index, label: here.map(({ version }) => version).join(', ') }]
  })
}
