// The numbers that matter most, each with its change and how it went.
import { shareOf } from '../../../analytics/stats/adoption.ts'
import type { Metric } from '../../../analytics/event.ts'
import { newestMinorOf } from '../../../analytics/stats/release.ts'
import type { Line } from '../../../analytics/stats/series.ts'
import { medianOf, readSources } from '../../../analytics/stats/source-count.ts'
import { changeText, exactCount, shareText, shortCount } from '../../chart/number.ts'
import { Tile, type TileProps } from '../../chart/tile.tsx'
import type { Scene } from '../scene.ts'
import { RANGE_DAYS_MAX } from '../../api/range.ts'
import { sumOf } from '../sum.ts'
import { hrefOf, isNarrowed } from '../view.ts'
import { METRIC_WORDS } from '../wording.ts'
import { askSeries, askTotals } from './ask.ts'

/** In the order in which they are shown; an artifact has some of them. */
const SHOWN = [
  'pull',
  'download',
  'check',
  'chart_pull',
  'file_download',
  'page_view',
  'visit',
  'verify',
] as const satisfies Metric[]

export async function tilesPanel(scene: Scene) {
  const shown = shownMetrics(scene)
  const [lines, failed, ...others] = await Promise.all([
    Promise.all(
      shown.map(async (metric) => ({ metric, line: (await askSeries(scene, { metric })).found?.[0] })),
    ),
    readFailed(scene),
    sourcesTile(scene),
    newestTile(scene),
  ])
  const served = sumOf(lines.flatMap(({ line }) => line?.counts ?? []))
  const tiles = [
    ...lines.map(({ metric, line }) => (line === undefined ? null : metricTile(scene, metric, line))),
    ...others,
    failed === null ? null : answeredTile(served, failed),
  ]
  return (
    <section class="tiles" aria-label="In short">
      {tiles.flatMap((tile) => (tile === null ? [] : [<Tile {...tile} />]))}
    </section>
  )
}

function shownMetrics({ artifact, artifacts, metric }: Scene): Metric[] {
  const of = artifact === null ? artifacts : [artifact]
  return SHOWN.filter((one) => one === metric || of.some(({ counts }) => (counts[one] ?? 0) > 0))
}

function metricTile(scene: Scene, metric: Metric, { counts, previous }: Line): TileProps {
  const count = sumOf(counts)
  return {
    title: METRIC_WORDS[metric].title,
    count: shortCount(count),
    exact: exactCount(count),
    change: previous === null ? null : changeOf(counts, previous),
    spark: counts,
    href: hrefOf({ ...scene.view, metric }),
    isChosen: metric === scene.metric,
  }
}

/** Of whole steps alone: the last one is not over, and would look like a loss. */
function changeOf(counts: number[], previous: number[]): TileProps['change'] {
  const [now, before] = [sumOf(counts.slice(0, -1)), sumOf(previous.slice(0, -1))]
  if (before === 0) return null
  const direction = now > before ? 'up' : now < before ? 'down' : 'flat'
  return { text: changeText(now, before), direction }
}

async function sourcesTile({ db, view, days, metric }: Scene): Promise<TileProps | null> {
  if (view.artifact === null || view.classes.length > 0 || isNarrowed(view)) return null
  // Each day is a row, and there is no sum of them.
  const newest = { ...days, from: Math.max(days.from, days.to - RANGE_DAYS_MAX.day) }
  const counts = (await readSources(db, view.artifact, metric, newest)).map(({ count }) => count)
  const median = medianOf(counts)
  if (median === null) return null
  return {
    title: 'Networks a day',
    count: shortCount(median),
    exact: exactCount(median),
    change: null,
    note: `median${newest.from > days.from ? ` of the last ${RANGE_DAYS_MAX.day} days` : ''}; networks, not people`,
    spark: counts,
  }
}

async function newestTile(scene: Scene): Promise<TileProps | null> {
  // Of versions that somebody chose, the newest is none.
  if (scene.view.artifact === null || scene.view.where.version !== undefined) return null
  const { found } = await askTotals({ ...scene, before: null }, { by: 'minor', limit: 100 })
  const newest = newestMinorOf((found ?? []).filter(({ count }) => count > 0).map(({ value }) => value))
  const count = found?.find(({ value }) => value === newest)?.count
  const share = count === undefined ? null : shareOf(count, sumOf((found ?? []).map((one) => one.count)))
  if (newest === null || share === null) return null
  const note = `of ${METRIC_WORDS[scene.metric].unit}`
  return {
    title: `On ${newest}, the newest`,
    count: shareText(share),
    exact: String(share),
    change: null,
    note,
    spark: null,
  }
}

/** Requests that an upstream failed at; null where filters narrow what was served and cannot narrow those. */
async function readFailed(scene: Scene): Promise<number | null> {
  if (isNarrowed(scene.view)) return null
  const { found } = await askTotals(scene, { metric: 'error', where: { reason: ['upstream_failure'] } })
  return sumOf((found ?? []).map(({ count }) => count))
}

function answeredTile(served: number, failed: number): TileProps | null {
  const share = shareOf(served, served + failed)
  if (share === null) return null
  const note = failed === 0 ? 'no request failed' : `${exactCount(failed)} failed at the upstream`
  return { title: 'Answered', count: shareText(share), exact: String(share), change: null, note, spark: null }
}
