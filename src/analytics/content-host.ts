// The hosts that layers were really had from, for people who must allow them in a firewall.
import { dayOf } from './calendar.ts'

/** How long after it was last seen a host is still named. */
export const LATELY_DAYS = 30
/** A registry that gives each layer a host of its own shall not make the list endless: the newest are named. */
const NAMED_MAX = 100

export type ContentHost = { upstream: string; host: string }
export type SeenHost = ContentHost & { lastDay: number }

export async function keepContentHosts(db: D1Database, hosts: ContentHost[], now: number): Promise<void> {
  if (hosts.length === 0) return
  await db
    .prepare(
      `INSERT INTO content_host (upstream, host, last_day)
       SELECT value->>'upstream', value->>'host', ?2 FROM json_each(?1) WHERE true
       ON CONFLICT (upstream, host) DO UPDATE SET last_day = excluded.last_day WHERE last_day < excluded.last_day`,
    )
    .bind(JSON.stringify(hosts), dayOf(now))
    .run()
}

/** By upstream and name. */
export async function readContentHosts(db: D1Database, now: number): Promise<SeenHost[]> {
  const { results } = await db
    .prepare(
      `SELECT * FROM (
         SELECT upstream, host, last_day AS lastDay FROM content_host WHERE last_day > ?1
         ORDER BY last_day DESC, upstream, host LIMIT ${NAMED_MAX}
       ) ORDER BY upstream, host`,
    )
    .bind(dayOf(now) - LATELY_DAYS)
    .all<SeenHost>()
  return results
}
