// Everything that is published, each with a page of its own.
import { shareOf } from '../../../analytics/stats/adoption.ts'
import { type ArtifactSummary, kindOf } from '../../../analytics/stats/artifact.ts'
import type { Metric } from '../../../analytics/event.ts'
import { readSeries } from '../../../analytics/stats/series.ts'
import { changeText, exactCount, shortCount } from '../../chart/number.ts'
import { Sparkline } from '../../chart/sparkline.tsx'
import type { Scene } from '../scene.ts'
import { sumOf } from '../sum.ts'
import { type View, hrefOf, isNarrowed } from '../view.ts'
import { METRIC_WORDS, dayWords } from '../wording.ts'
import { Panel } from './panel.tsx'

/** The most counted are shown, the API has all. */
const ROWS_MAX = 50
/** What a thing is fetched as, in the order in which a row takes the first that it has. */
const FETCHED = [
  'pull',
  'chart_pull',
  'file_download',
  'page_view',
  'check',
  'chart_check',
] as const satisfies Metric[]

export async function artifactListPanel(scene: Scene) {
  const listed = scene.artifacts.filter((artifact) => kindOf(artifact) !== 'page')
  const shown = listed.slice(0, ROWS_MAX)
  const rows = await readRows(scene, shown)
  if (rows.length === 0) return null
  return (
    <Panel id="artifacts" title="Artifacts">
      {isNarrowed(scene.view) ? (
        <p class="note">The filters do not narrow these, but for the kind of client.</p>
      ) : null}
      <div class="scroll" tabindex={0} role="region" aria-label="Table: Artifacts">
        <table class="artifacts">
          <thead>
            <tr>
              <th scope="col">Name</th>
              <th scope="col">Counted</th>
              <th scope="col" class="number">
                In this range
              </th>
              <th scope="col" class="number">
                Change
              </th>
              <th scope="col">Trend</th>
              <th scope="col" class="number">
                Ever
              </th>
              <th scope="col">Since</th>
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <ArtifactRow row={row} view={scene.view} />
            ))}
          </tbody>
        </table>
      </div>
      {listed.length > ROWS_MAX ? (
        <p class="note">
          The {ROWS_MAX} most counted of {listed.length}; <a href="/api/v1/artifacts">the API lists all</a>.
        </p>
      ) : null}
    </Panel>
  )
}

function ArtifactRow({ row, view }: { row: Row; view: View }) {
  const { artifact, metric, counts, previous } = row
  return (
    <tr>
      <th scope="row">
        <a href={hrefOf({ ...view, artifact: artifact.name, metric: null })}>{artifact.name}</a>
      </th>
      <td>{METRIC_WORDS[metric].unit}</td>
      <td class="number">
        <data value={String(sumOf(counts))} title={exactCount(sumOf(counts))}>
          {shortCount(sumOf(counts))}
        </data>
      </td>
      <td class="number">{changeOf(counts, previous)}</td>
      <td class="trend">
        <Sparkline counts={counts} label={`${METRIC_WORDS[metric].title} of ${artifact.name} over time`} />
      </td>
      <td class="number">
        <data value={String(artifact.counts[metric] ?? 0)} title={exactCount(artifact.counts[metric] ?? 0)}>
          {shortCount(artifact.counts[metric] ?? 0)}
        </data>
      </td>
      <td>{dayWords(artifact.firstDay)}</td>
    </tr>
  )
}

type Row = Awaited<ReturnType<typeof readRows>>[number]

/** One question for each metric that anything is fetched as, and about no more artifacts than are shown. */
async function readRows({ db, span, before, view }: Scene, artifacts: ArtifactSummary[]) {
  const metricOf = ({ counts }: ArtifactSummary) => FETCHED.find((one) => (counts[one] ?? 0) > 0) ?? 'pull'
  const metrics = [...new Set(artifacts.map(metricOf))]
  const lines = await Promise.all(
    metrics.map((metric) => {
      const among = artifacts.map(({ name }) => name)
      const split = { artifact: null, among, by: 'artifact' as const }
      const question = { ...split, metric, classes: view.classes, where: {} }
      return readSeries(db, { question, span, before, limit: ROWS_MAX })
    }),
  )
  return artifacts.map((artifact) => {
    const metric = metricOf(artifact)
    const line = lines[metrics.indexOf(metric)]?.find(({ value }) => value === artifact.name)
    return { artifact, metric, counts: line?.counts ?? [], previous: line?.previous ?? null }
  })
}

/** Of whole steps alone: the last one is not over. */
function changeOf(counts: number[], previous: number[] | null): string {
  if (previous === null || shareOf(1, sumOf(previous)) === null) return '–'
  return changeText(sumOf(counts.slice(0, -1)), sumOf(previous.slice(0, -1)))
}
