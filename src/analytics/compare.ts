// The ledger beside Analytics Engine, a day at a time: two counts of the same events, made on different ways.
import type { Edge } from '../edge.ts'
import { dayOf, endOfDay } from './calendar.ts'
import { DIMENSIONS } from './dimension.ts'
import { CLOUDFLARE_API, type Fetcher, engineTotals } from './reconcile.ts'

/** How long after a day's end the queue has surely been worked off. */
const AFTER_MS = 60 * 60 * 1000

/** Compares yesterday once. Does nothing without the secrets it takes. Rejects with a sentence for the operator. */
export async function compareWithEngine(edge: Edge, fetcher: Fetcher, now: number): Promise<void> {
  const { engine } = edge.settings
  const day = dayOf(now) - 1
  if (engine === null || now < endOfDay(day) + AFTER_MS) return
  const db = edge.env.DB
  if ((await db.prepare('SELECT 1 FROM reconciliation WHERE day = ?1 LIMIT 1').bind(day).first()) !== null)
    return
  const access = { ...engine, endpoint: CLOUDFLARE_API }
  const engineCounts = await engineTotals(fetcher, access, endOfDay(day - 1), endOfDay(day))
  await db
    .prepare(COMPARE)
    .bind(day, JSON.stringify(Object.fromEntries(engineCounts)), now)
    .run()
}

/** One row for every metric that either of the two has counted. */
const COMPARE = `WITH ledger (metric, count) AS (
    SELECT label.value, SUM(count) FROM day_count JOIN label ON label.id = metric
    WHERE artifact IN (SELECT id FROM label WHERE dimension IN ('artifact', '')) AND day_count.dimension = ${DIMENSIONS.total}
      AND metric IN (SELECT id FROM label WHERE dimension = 'metric')
      AND class IN (SELECT id FROM label WHERE dimension = 'class') AND bucket = ?1
    GROUP BY 1
  ), engine (metric, count) AS (SELECT key, value FROM json_each(?2))
  INSERT INTO reconciliation (day, metric, ledger, engine, checked_at)
  SELECT ?1, metric, COALESCE(ledger.count, 0), COALESCE(engine.count, 0), ?3
  FROM (SELECT metric FROM ledger UNION SELECT metric FROM engine)
    LEFT JOIN ledger USING (metric) LEFT JOIN engine USING (metric)`
