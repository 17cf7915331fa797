// What runs every few minutes: numbers from events, and the keeping of order.
import type { Edge } from '../edge.ts'
import { logFailure } from '../log.ts'
import { compareWithEngine } from './compare.ts'
import type { Fetcher } from './reconcile.ts'
import { recordDumps } from './dump/record.ts'
import { makeNextSalt } from './salt.ts'
import { sumUpMonths } from './rollup/ever.ts'
import { countDropped, countSources, finaliseDays, purge } from './rollup/final.ts'
import { rollUp } from './rollup/run.ts'

/** Every step stands alone: one that fails is logged, and its work is there for the next run. */
export async function runLedgerCron(edge: Edge, now: number, fetcher: Fetcher = fetch): Promise<void> {
  const db = edge.env.DB
  const steps: Record<string, () => Promise<void>> = {
    'make the next salt': () => makeNextSalt(edge, now),
    'roll up': () => rollUp(db, now),
    'count sources': () => countSources(db, now),
    'count drops': () => countDropped(db, now),
    'make days final': () => finaliseDays(db, now),
    'sum up months': () => sumUpMonths(db, now),
    'take checksums of dumps': () => recordDumps(db),
    purge: () => purge(db, now, edge.settings.rawDays),
    'compare with Analytics Engine': () => compareWithEngine(edge, fetcher, now),
  }
  for (const [step, run] of Object.entries(steps)) {
    await run().catch((error: unknown) => logFailure(`the cron could not ${step}`, { reason: String(error) }))
  }
}
