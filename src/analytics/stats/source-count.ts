// How many different networks asked, a day at a time: over several days they cannot be added up.
import type { Metric } from '../event.ts'
import type { Days } from './interval.ts'

export type SourceDay = { day: number; count: number }

/** Days that are over and were counted, oldest first. `day` counts from 1970. */
export async function readSources(
  db: D1Database,
  artifact: string,
  metric: Metric,
  days: Days,
): Promise<SourceDay[]> {
  const { results } = await db
    .prepare(
      `SELECT day, count FROM day_source WHERE day >= ?3 AND day < ?4
         AND artifact = (SELECT id FROM label WHERE dimension = 'artifact' AND value = ?1)
         AND metric = (SELECT id FROM label WHERE dimension = 'metric' AND value = ?2)
       ORDER BY day`,
    )
    .bind(artifact, metric, days.from, days.to)
    .all<SourceDay>()
  return results
}

/** The middle one; of two middle ones, the lower. Null for none. */
export function medianOf(counts: number[]): number | null {
  return counts.toSorted((a, b) => a - b)[Math.floor((counts.length - 1) / 2)] ?? null
}
