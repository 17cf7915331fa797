// All that every panel of a page needs to know before it asks for its own numbers.
import { dayOf } from '../../analytics/calendar.ts'
import type { Metric } from '../../analytics/event.ts'
import { isDemo } from '../../analytics/stats/accuracy.ts'
import { type ArtifactSummary, readArtifacts } from '../../analytics/stats/artifact.ts'
import { type Days, type Span, daysOf, previousSpan } from '../../analytics/stats/interval.ts'
import type { Question } from '../../analytics/stats/question.ts'
import { type NewRelease, readFirstDays, releasesOf } from '../../analytics/stats/release.ts'
import { type Standing, readFirstDay, readStanding } from '../../analytics/stats/standing.ts'
import type { Edge } from '../../edge.ts'
import { type View, spanOfView } from './view.ts'

export type Scene = {
  db: D1Database
  readAsset: Edge['readAsset']
  now: number
  origin: string
  view: View
  span: Span
  /** What sums are over; null for all there ever was, of which there are sums already. */
  sums: Span | null
  /** What is compared with. Null where not all of it was counted. */
  before: Span | null
  days: Days
  metric: Metric
  artifacts: ArtifactSummary[]
  /** The one shown; null on the page of everything. */
  artifact: ArtifactSummary | null
  releases: NewRelease[]
  standing: Standing
  isDemo: boolean
}

/** What a thing is fetched as, in the order in which a page takes the first that it has. */
const MAIN_METRICS = ['pull', 'chart_pull', 'file_download', 'page_view'] as const satisfies Metric[]

/** Null if there is no artifact of that name. */
export async function readScene(edge: Edge, view: View, origin: string, now: number): Promise<Scene | null> {
  const db = edge.env.DB
  const [artifacts, firstDay, demo] = await Promise.all([readArtifacts(db), readFirstDay(db), isDemo(db)])
  const artifact = artifacts.find(({ name }) => name === view.artifact) ?? null
  if (view.artifact !== null && artifact === null) return null
  const span = spanOfView(view, firstDay ?? dayOf(now), now)
  const days = daysOf(span)
  // Of less than a year days are read, which are made sooner than what all time is summed up from.
  const isEver = view.range === 'all' && span.interval === 'month'
  const [standing, firstDays] = await Promise.all([
    readStanding(db, days, now, isEver ? 'ever' : span.interval === 'month' ? 'month' : 'day'),
    view.artifact === null ? [] : readFirstDays(db, view.artifact),
  ])
  return {
    db,
    readAsset: edge.readAsset,
    now,
    origin,
    view,
    span,
    sums: isEver ? null : span,
    before: beforeOf(view, span, firstDay),
    days,
    metric: view.metric ?? mainMetric(artifact === null ? artifacts : [artifact]),
    artifacts,
    artifact,
    releases: releasesOf(firstDays, firstDay ?? 0),
    standing,
    isDemo: demo,
  }
}

function beforeOf({ range }: View, span: Span, firstDay: number | null): Span | null {
  const before = previousSpan(span)
  return range === 'all' || firstDay === null || daysOf(before).from < firstDay ? null : before
}

/** The question that the page asks, split by nothing. */
export function questionOf({ view, metric }: Pick<Scene, 'view' | 'metric'>): Question {
  return { artifact: view.artifact, metric, classes: view.classes, by: null, where: view.where }
}

function mainMetric(artifacts: ArtifactSummary[]): Metric {
  return MAIN_METRICS.find((metric) => artifacts.some(({ counts }) => (counts[metric] ?? 0) > 0)) ?? 'pull'
}
