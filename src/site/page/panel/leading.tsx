// Which files or pages lead, each with a page of its own.
import { shareOf } from '../../../analytics/stats/adoption.ts'
import { kindOf } from '../../../analytics/stats/artifact.ts'
import { OTHER } from '../../../analytics/stats/question.ts'
import { BarList } from '../../chart/bar-list.tsx'
import { apiLinks } from '../api-link.ts'
import type { Scene } from '../scene.ts'
import { hrefOf } from '../view.ts'
import { METRIC_WORDS, valueText } from '../wording.ts'
import { askTotals } from './ask.ts'

const ROWS = 15
const TITLES = { file_download: 'Files', page_view: 'Documentation pages' } as const

/** Null where there are none of these, or the page is about something else. */
export async function leadingPanel(scene: Scene, metric: keyof typeof TITLES) {
  const { view, artifacts, artifact, before } = scene
  const isShown =
    artifact === null
      ? artifacts.some(({ counts }) => (counts[metric] ?? 0) > 0)
      : metric === 'page_view' && kindOf(artifact) === 'page'
  if (!isShown) return null
  const asked = { artifact: null, metric, by: 'artifact' as const, where: {} }
  const among = artifacts.filter(({ counts }) => (counts[metric] ?? 0) > 0).map(({ name }) => name)
  const { found, refused } = await askTotals(scene, { ...asked, among, limit: ROWS })
  const all = (found ?? []).reduce((total, { count }) => total + count, 0)
  const extra = { limit: String(ROWS), ...(before === null ? {} : { compare: 'previous' }) }
  return (
    <BarList
      id={`leading-${metric.replace('_', '-')}`}
      title={TITLES[metric]}
      {...(refused === null ? {} : { empty: refused })}
      rows={(found ?? []).map(({ value, count, previous }) => ({
        label: valueText('artifact', value),
        value,
        count,
        share: shareOf(count, all) ?? 0,
        change: previous,
        href: value === OTHER ? null : hrefOf({ ...view, artifact: value, metric: null, where: {} }),
        active: value === view.artifact,
      }))}
      unit={METRIC_WORDS[metric].unit}
      links={apiLinks(scene, { path: 'totals', ...asked, classes: view.classes, extra })}
    />
  )
}
