// From looking to having.
import { shareOf } from '../../../analytics/stats/adoption.ts'
import { type StageName, readFunnel } from '../../../analytics/stats/funnel.ts'
import { Funnel } from '../../chart/funnel.tsx'
import { apiLinks } from '../api-link.ts'
import type { Scene } from '../scene.ts'
import { isNarrowed } from '../view.ts'
import { METRIC_WORDS } from '../wording.ts'

const NOTES: Record<StageName, string> = {
  check: 'looked whether a tag has moved',
  pull: 'fetched the manifest',
  download: 'had no copy yet and fetched the layers',
  chart_check: 'looked whether there is a newer chart',
  chart_pull: 'fetched the chart',
}

const NOTE = 'Most requests move no bytes: this tells nodes that look from nodes that fetch.'
const ALL_OF_IT = 'The filters do not narrow it, but for the kind of client.'

export async function funnelPanel(scene: Scene) {
  const { db, view, span } = scene
  const { artifact, classes } = view
  const stages = await readFunnel(db, { artifact, classes, span })
  const isEmpty = stages.every(({ count }) => count === 0)
  return (
    <Funnel
      id="funnel"
      title="From check to download"
      note={isNarrowed(view) ? `${NOTE} ${ALL_OF_IT}` : NOTE}
      stages={
        isEmpty
          ? []
          : stages.map(({ stage, count }, at) => ({
              name: METRIC_WORDS[stage].title,
              note: NOTES[stage],
              count,
              share: shareOf(count, stages[at - 1]?.count ?? 0),
            }))
      }
      links={apiLinks(scene, { path: 'funnel', artifact, classes })}
    />
  )
}
