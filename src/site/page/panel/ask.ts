// Asking the numbers for a panel: what they are not kept by is a sentence in the panel, not a page that fails.
import { type Question, QuestionError } from '../../../analytics/stats/question.ts'
import { type Line, readSeries } from '../../../analytics/stats/series.ts'
import { type Total, readTotals } from '../../../analytics/stats/totals.ts'
import { type Scene, questionOf } from '../scene.ts'

/** What was read, or why it cannot be. */
export type Found<T> = { found: T; refused: null } | { found: null; refused: string }

type Asked = Partial<Question> & { limit?: number }

export function askTotals(scene: Scene, asked: Asked): Promise<Found<Total[]>> {
  const { limit = 10, ...rest } = asked
  const question = { ...questionOf(scene), ...rest }
  const { db, sums, before } = scene
  return attempt(() => readTotals(db, { question, span: sums, before, limit }))
}

export function askSeries(scene: Scene, asked: Asked): Promise<Found<Line[]>> {
  const { limit = 8, ...rest } = asked
  const question = { ...questionOf(scene), ...rest }
  const { db, span, before } = scene
  return attempt(() => readSeries(db, { question, span, before, limit }))
}

async function attempt<T>(read: () => Promise<T>): Promise<Found<T>> {
  try {
    return { found: await read(), refused: null }
  } catch (error) {
    if (error instanceof QuestionError) return { found: null, refused: REFUSED }
    throw error
  }
}

/** Of a panel: said instead of its chart, and no links to an answer that there is not either. */
export function refusalOf(refused: string | null): { empty?: string; links?: [] } {
  return refused === null ? {} : { empty: refused, links: [] }
}

const REFUSED =
  'These numbers are not kept for the filters above together. Two at once are kept for version with platform, ' +
  'country or client, over all kinds of clients; take a filter back to see this.'
