// The questions that a stats page asks, as the API answers them: by version over all days, every class.
import { readSeries } from '../../../src/analytics/stats/series.ts'
import { readTotals } from '../../../src/analytics/stats/totals.ts'
import { type Figure, figure } from '../figure.ts'
import { makeTables } from './database.ts'
import { ASKED, fillDays, keepNames } from './history.ts'
import { medianSeconds } from './stopwatch.ts'

const DAYS = 400
const ARTIFACTS = 12
const ROUNDS = 11
/** Of one round: the clock counts in whole milliseconds. */
const QUERIES = 5
const WINDOW_DAYS = 30
/** As the API has it where nothing is said. */
const LIMIT = 20

type Ask = (db: D1Database, fromDay: number) => Promise<unknown>

export async function measureStats({ DB: db }: Env): Promise<Figure[]> {
  await makeTables(db)
  await keepNames(db, ARTIFACTS)
  const [tenth, whole] = [DAYS - DAYS / 10, 0]
  await fillDays(db, { artifacts: [0, 1], days: [tenth, DAYS] })
  // Not cold: what is compared with it is not, either.
  await askSeconds(db, series, tenth)
  const oneArtifact = await askSeconds(db, series, tenth)
  await fillDays(db, { artifacts: [1, ARTIFACTS], days: [tenth, DAYS] })
  const shortHistory = await askSeconds(db, series, tenth)
  const shortWindow = await askSeconds(db, series, DAYS - WINDOW_DAYS)
  await fillDays(db, { artifacts: [0, ARTIFACTS], days: [whole, tenth] })
  const longHistory = await askSeconds(db, series, whole)
  const longWindow = await askSeconds(db, series, DAYS - WINDOW_DAYS)
  const longTotals = await askSeconds(db, totals, whole)
  const allArtifacts = await askSeconds(db, seriesOfAll, whole)
  return [
    figure('stats_query_ms', longHistory * 1000, 'ms'),
    figure('stats_query_30_days_ms', longWindow * 1000, 'ms'),
    figure('stats_query_totals_ms', longTotals * 1000, 'ms'),
    figure('stats_query_all_artifacts_ms', allArtifacts * 1000, 'ms'),
    figure('stats_query_growth_10x_history', longHistory / shortHistory, 'growth'),
    figure('stats_query_30_days_growth_10x_history', longWindow / shortWindow, 'growth'),
    figure('stats_query_growth_12x_artifacts', shortHistory / oneArtifact, 'growth'),
  ]
}

async function askSeconds(db: D1Database, ask: Ask, fromDay: number): Promise<number> {
  const seconds = await medianSeconds(ROUNDS, async () => {
    for (let query = 0; query < QUERIES; query++) await ask(db, fromDay)
  })
  return seconds / QUERIES
}

const spanFrom = (from: number) => ({ interval: 'day' as const, from, to: DAYS })

async function series(db: D1Database, fromDay: number): Promise<void> {
  const lines = await readSeries(db, { question: ASKED, span: spanFrom(fromDay), before: null, limit: LIMIT })
  if (lines.length !== LIMIT + 1 || lines.some(({ counts }) => counts.includes(0)))
    throw new Error('the series has not what was filled in')
}

async function seriesOfAll(db: D1Database, fromDay: number): Promise<void> {
  const question = { ...ASKED, artifact: null }
  await readSeries(db, { question, span: spanFrom(fromDay), before: null, limit: LIMIT })
}

async function totals(db: D1Database, fromDay: number): Promise<void> {
  await readTotals(db, { question: ASKED, span: spanFrom(fromDay), before: null, limit: LIMIT })
}
