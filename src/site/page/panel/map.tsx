// The metric by country, on a map.
import { shareOf } from '../../../analytics/stats/adoption.ts'
import { OTHER } from '../../../analytics/stats/question.ts'
import { WorldMap } from '../../chart/world-map.tsx'
import { apiLinks } from '../api-link.ts'
import { readWorld } from '../../map/world.ts'
import { type Scene, questionOf } from '../scene.ts'
import { hrefOf, toggled } from '../view.ts'
import { METRIC_WORDS, valueText } from '../wording.ts'
import { askTotals, refusalOf } from './ask.ts'

/** As many as the API names at the most; the rest of the world is "Other" in the table. */
const COUNTRIES = 100

/** Where the map cannot be read there is none: the countries are a panel of their own, too. */
export async function mapPanel(scene: Scene) {
  const world = await readWorld(scene)
  if (world === null) return null
  const { found, refused } = await askTotals({ ...scene, before: null }, { by: 'country', limit: COUNTRIES })
  const all = (found ?? []).reduce((total, { count }) => total + count, 0)
  const counts = (found ?? []).map(({ value, count }) => ({
    code: value,
    label: valueText('country', value),
    count,
    share: shareOf(count, all) ?? 0,
    href: value === OTHER ? null : hrefOf(toggled(scene.view, 'country', value)),
  }))
  return (
    <WorldMap
      id="map"
      title={`${METRIC_WORDS[scene.metric].title} around the world`}
      counts={counts}
      world={world}
      links={apiLinks(scene, {
        path: 'totals',
        ...questionOf(scene),
        by: 'country',
        extra: { limit: String(COUNTRIES) },
      })}
      {...refusalOf(refused)}
    />
  )
}
