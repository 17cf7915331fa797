// The hosts that layers were really had from, for people who must allow them in a firewall.

const DAY_MS = 24 * 60 * 60 * 1000
/** How long after it was last seen a host is still named. */
const LATELY_DAYS = 30

export type ContentHost = { upstream: string; host: string }

export async function keepContentHosts(db: D1Database, hosts: ContentHost[], now: number): Promise<void> {
  if (hosts.length === 0) return
  await db
    .prepare(
      `INSERT INTO content_host (upstream, host, last_day)
       SELECT value->>'upstream', value->>'host', ?2 FROM json_each(?1) WHERE true
       ON CONFLICT (upstream, host) DO UPDATE SET last_day = excluded.last_day WHERE last_day < excluded.last_day`,
    )
    .bind(JSON.stringify(hosts), Math.floor(now / DAY_MS))
    .run()
}

export async function readContentHosts(db: D1Database, now: number): Promise<ContentHost[]> {
  const { results } = await db
    .prepare('SELECT upstream, host FROM content_host WHERE last_day > ?1 ORDER BY upstream, host')
    .bind(Math.floor(now / DAY_MS) - LATELY_DAYS)
    .all<ContentHost>()
  return results
}
