// The question that a stats page asks: one artifact and metric by version over all days, every class.
import { type Figure, figure } from '../figure.ts'
import { makeTables } from './database.ts'
import { ASKED, fillDays, keepClasses } from './history.ts'
import { medianSeconds } from './stopwatch.ts'

const DAYS = 400
const ARTIFACTS = 12
const ROUNDS = 11
/** Of one round: the clock counts in whole milliseconds. */
const QUERIES = 5
const WINDOW_DAYS = 30

const STATS = `SELECT bucket, value, SUM(count) AS count FROM day_count
  WHERE artifact = ?1 AND dimension = ?2 AND metric = ?3
    AND class IN (SELECT id FROM label WHERE dimension IN ('class', ''))
    AND bucket >= ?4 AND bucket < ?5
  GROUP BY bucket, value`

/** What the whole key but its last column gives: anything else would read more than it is asked for. */
const KEY_SEARCH =
  'SEARCH day_count USING PRIMARY KEY (artifact=? AND dimension=? AND metric=? AND class=? AND bucket>? AND bucket<?)'

export async function measureStats({ DB: db }: Env): Promise<Figure[]> {
  await makeTables(db)
  await keepClasses(db)
  await checkPlan(db)
  const [tenth, whole] = [DAYS - DAYS / 10, 0]
  await fillDays(db, { artifacts: [0, 1], days: [tenth, DAYS] })
  const oneArtifact = await askSeconds(db, tenth)
  await fillDays(db, { artifacts: [1, ARTIFACTS], days: [tenth, DAYS] })
  const shortHistory = await askSeconds(db, tenth)
  const shortWindow = await askSeconds(db, DAYS - WINDOW_DAYS)
  await fillDays(db, { artifacts: [0, ARTIFACTS], days: [whole, tenth] })
  const longHistory = await askSeconds(db, whole)
  const longWindow = await askSeconds(db, DAYS - WINDOW_DAYS)
  return [
    figure('stats_query_ms', longHistory * 1000, 'ms'),
    figure('stats_query_30_days_ms', longWindow * 1000, 'ms'),
    figure('stats_query_growth_10x_history', longHistory / shortHistory, 'ratio'),
    figure('stats_query_30_days_growth_10x_history', longWindow / shortWindow, 'ratio'),
    figure('stats_query_growth_12x_artifacts', shortHistory / oneArtifact, 'ratio'),
  ]
}

async function askSeconds(db: D1Database, fromDay: number): Promise<number> {
  const seconds = await medianSeconds(ROUNDS, async () => {
    for (let query = 0; query < QUERIES; query++) await statsOf(db, STATS, fromDay).all()
  })
  return seconds / QUERIES
}

function statsOf(db: D1Database, sql: string, fromDay: number): D1PreparedStatement {
  return db.prepare(sql).bind(ASKED.artifact, ASKED.dimension, ASKED.metric, fromDay, DAYS)
}

async function checkPlan(db: D1Database): Promise<void> {
  const { results } = await statsOf(db, `EXPLAIN QUERY PLAN ${STATS}`, 0).all<{ detail: string }>()
  const plan = results.map(({ detail }) => detail)
  if (!plan.includes(KEY_SEARCH)) throw new Error(`not a search of the key:\n${plan.join('\n')}`)
}
