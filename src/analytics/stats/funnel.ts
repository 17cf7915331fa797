// How many looked, how many fetched, how many had it not yet.
import type { ClientClass, Metric } from '../event.ts'
import type { Span } from './interval.ts'
import { readTotals } from './totals.ts'

/** Of images; a chart has no layers to ask for. */
export const STAGES = ['check', 'pull', 'download'] as const satisfies Metric[]
export const CHART_STAGES = ['chart_check', 'chart_pull'] as const satisfies Metric[]

export type StageName = (typeof STAGES)[number] | (typeof CHART_STAGES)[number]
export type Stage = { stage: StageName; count: number }
export type FunnelOf = { artifact: string | null; classes: ClientClass[]; span: Span }

/** The stages of an image, or those of a chart for what is only ever fetched as one. */
export async function readFunnel(db: D1Database, { artifact, classes, span }: FunnelOf): Promise<Stage[]> {
  const read = async (stage: StageName): Promise<Stage> => {
    const question = { artifact, metric: stage, classes, by: null, where: {} }
    const [total] = await readTotals(db, { question, span, before: null, limit: 1 })
    return { stage, count: total?.count ?? 0 }
  }
  const images = await Promise.all(STAGES.map(read))
  if (artifact === null || images.some(({ count }) => count > 0)) return images
  const charts = await Promise.all(CHART_STAGES.map(read))
  return charts.some(({ count }) => count > 0) ? charts : images
}
