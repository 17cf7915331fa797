// The metric by the values of one dimension; a click on one narrows the whole page to it.
import { shareOf } from '../../../analytics/stats/adoption.ts'
import { type By, OTHER, type Where, dimensionOf } from '../../../analytics/stats/question.ts'
import { BarList } from '../../chart/bar-list.tsx'
import { apiLinks } from '../api-link.ts'
import { type Scene, questionOf } from '../scene.ts'
import { hrefOf, toggled } from '../view.ts'
import { BY_WORDS, METRIC_WORDS, valueText } from '../wording.ts'
import { askTotals, refusalOf } from './ask.ts'

type Breakdown = { by: By; note?: string; limit?: number }

export async function breakdownPanel(scene: Scene, { by, note, limit = 10 }: Breakdown) {
  const { found, refused } = await askTotals(scene, { by, limit })
  const all = (found ?? []).reduce((total, { count }) => total + count, 0)
  const rows = (found ?? [])
    .filter(({ count, previous }) => count > 0 || (previous ?? 0) > 0)
    .map(({ value, count, previous }) => ({
      label: valueText(by, value),
      value,
      count,
      share: shareOf(count, all) ?? 0,
      change: previous,
      href: value === OTHER ? null : filterHref(scene, by, value),
      active: isActive(scene, by, value),
    }))
  const extra = { limit: String(limit), ...(scene.before === null ? {} : { compare: 'previous' }) }
  return (
    <BarList
      id={`by-${by.replaceAll('_', '-')}`}
      title={BY_WORDS[by]}
      {...(note === undefined ? {} : { note })}
      rows={rows}
      unit={METRIC_WORDS[scene.metric].unit}
      links={apiLinks(scene, { path: 'totals', ...questionOf(scene), by, extra })}
      {...refusalOf(refused)}
    />
  )
}

/** A group of versions or platforms is nothing that numbers can be narrowed to. */
function filterHref({ view }: Scene, by: By, value: string): string | null {
  if (by === 'artifact') return hrefOf({ ...view, artifact: value })
  const dimension = filterOf(by)
  return dimension === null ? null : hrefOf(toggled(view, dimension, value))
}

function isActive({ view }: Scene, by: By, value: string): boolean {
  const dimension = filterOf(by)
  if (dimension === null) return false
  return dimension === 'class'
    ? view.classes.some((one) => one === value)
    : view.where[dimension]?.includes(value) === true
}

export function filterOf(by: By): Where | 'class' | null {
  if (by === 'class') return 'class'
  const dimension = dimensionOf(by)
  return dimension === by ? dimension : null
}
