// How well counting goes: what was dropped and why, what could not be read, and what an independent counter says.
import { type Days, dayString } from './interval.ts'

export type Accuracy = {
  /** Events that are in no number, by reason. */
  dropped: { reason: string; count: number }[]
  /** Queue messages that wait for a person. */
  parked: number
  /** The newest days first. */
  reconciliation: { day: string; metric: string; ledger: number; engine: number }[]
}

const COMPARED_MAX = 50
const PARKED_MAX = 1000

export async function readAccuracy(db: D1Database, { from, to }: Days): Promise<Accuracy> {
  const [dropped, parked, compared] = await Promise.all([
    db
      .prepare(
        'SELECT reason, SUM(count) AS count FROM dropped WHERE day >= ?1 AND day < ?2 GROUP BY 1 ORDER BY 2 DESC',
      )
      .bind(from, to)
      .all<{ reason: string; count: number }>(),
    db.prepare(`SELECT COUNT(*) AS n FROM (SELECT 1 FROM parked LIMIT ${PARKED_MAX})`).first<{ n: number }>(),
    db
      .prepare(
        `SELECT day, metric, ledger, engine FROM reconciliation WHERE day >= ?1 AND day < ?2
         ORDER BY day DESC, metric LIMIT ${COMPARED_MAX}`,
      )
      .bind(from, to)
      .all<{ day: number; metric: string; ledger: number; engine: number }>(),
  ])
  return {
    dropped: dropped.results,
    parked: parked?.n ?? 0,
    reconciliation: compared.results.map((row) => ({ ...row, day: dayString(row.day) })),
  }
}

/** Whether the numbers are made up for a demonstration. */
export async function isDemo(db: D1Database): Promise<boolean> {
  return (await db.prepare('SELECT 1 AS demo FROM demo').first()) !== null
}
