// What happened to the upstreams: switches by the operator, failovers and outages, each a row that people can read.
import { HOUR_MS, timeText } from '../analytics/calendar.ts'
import { LAG_MS, UPSTREAM_KEY } from '../routing/config.ts'
import type { Health } from '../routing/health.ts'

export type Incident = {
  /**
   * `switch`: the operator chose another upstream. `failover`: the active one was down. `outage`: another one was.
   * `notice`: nothing was seen, but the operator says something of that time, or of one to come.
   */
  kind: 'switch' | 'failover' | 'outage' | 'notice'
  /** Milliseconds since 1970; `ended_at` null while it lasts, the same as `started_at` for a switch. */
  started_at: number
  ended_at: number | null
  from_upstream: string
  /** Where requests went instead; '' where there was nowhere to go, or nobody who would have gone there. */
  to_upstream: string
  why: string
  /** Requests that another upstream or a kept answer served, by the hours that it touched. */
  saved: number
  /** What the operator says about it. */
  note: string | null
}

/** As it is answered: in JSON that people read, times are ISO 8601. */
export function incidentJson(incident: Incident) {
  const { kind, started_at, ended_at, from_upstream, to_upstream, why, saved, note } = incident
  return {
    kind,
    started_at: timeText(started_at),
    ended_at: timeText(ended_at),
    from: from_upstream || null,
    to: to_upstream || null,
    why,
    requests_saved: saved,
    note,
  }
}

/** By which the operator names it: incidents and notices are numbered apart. */
export function nameOf({ id, kind }: Pick<Incident & { id: number }, 'id' | 'kind'>): string {
  return kind === 'notice' ? `notice-${id}` : String(id)
}

const LISTED_MAX = 100

/** What was said when this one was chosen through the admin API, since the one before it was first seen. */
const REASON_GIVEN = `(SELECT reason FROM audit WHERE subject = 'upstream' AND after = ?1 AND reason <> ''
  AND outcome IN ('begun', 'done') AND at >= active_upstream.since ORDER BY audit.id DESC LIMIT 1)`

/**
 * Notes the active upstream as KV shows it, and resolves to the one that is active. While KV may still show what was before
 * a change through the admin API, that is the one which was noted with the change: a switch there and back within a minute
 * is two.
 */
export async function recordShown(db: D1Database, shown: string, now: number): Promise<string> {
  const changed = await db
    .prepare(
      'SELECT (SELECT name FROM active_upstream) AS noted FROM config_change WHERE key = ?1 AND at > ?2',
    )
    .bind(UPSTREAM_KEY, now - LAG_MS)
    .first<{ noted: string | null }>()
  if (changed !== null) return changed.noted ?? shown
  await recordSwitch(db, shown, now)
  return shown
}

/** Notes the active upstream; another one than the last time is a switch. Repeating it changes nothing. */
export async function recordSwitch(db: D1Database, active: string, now: number): Promise<void> {
  await db.batch([
    db
      .prepare(
        `INSERT INTO incident (kind, started_at, ended_at, from_upstream, to_upstream, why)
         SELECT 'switch', ?2, ?2, name, ?1, COALESCE(${REASON_GIVEN}, 'the operator chose it')
         FROM active_upstream WHERE name <> ?1`,
      )
      .bind(active, now),
    db
      .prepare(
        `INSERT INTO active_upstream (id, name, since) VALUES (1, ?1, ?2)
         ON CONFLICT (id) DO UPDATE SET name = excluded.name, since = excluded.since WHERE name <> excluded.name`,
      )
      .bind(active, now),
  ])
}

export type Observed = {
  health: Health
  active: string
  /** Whom requests go to instead of one that is down, in their order; none where they did not go to that one. */
  standInsOf: (name: string) => string[]
}

/** The operator may choose one that is down, or leave it: the first switch of that upstream since its incident began. */
const LEFT_OR_CHOSEN = `(SELECT MIN(started_at) FROM incident AS made WHERE kind = 'switch'
  AND made.started_at > incident.started_at AND incident.from_upstream IN (made.from_upstream, made.to_upstream))`

/** Where another one of the same upstream came before in the same time of being down, this one begins as that ends. */
const BEGUN = `MAX(?2, COALESCE(
  (SELECT MAX(ended_at) FROM incident WHERE from_upstream = ?3 AND kind <> 'switch'), 0))`

/**
 * Opens an incident for an upstream that is down and has none, and ends those of upstreams that are well again. What was an
 * outage is a failover from the switch on that chose the upstream, and the other way round. Notes when the upstreams were
 * probed.
 */
export async function recordHealth(
  db: D1Database,
  { health, active, standInsOf }: Observed,
  now: number,
): Promise<void> {
  const standInOf = (name: string) => standInsOf(name).find((one) => !Object.hasOwn(health, one)) ?? ''
  const opened = Object.entries(health).map(([name, { since, why }]) =>
    db
      .prepare(
        `INSERT INTO incident (kind, started_at, ended_at, from_upstream, to_upstream, why)
         SELECT ?1, ${BEGUN}, NULL, ?3, ?4, ?5 WHERE NOT EXISTS (
           SELECT 1 FROM incident WHERE from_upstream = ?3 AND kind = ?1 AND ended_at IS NULL)`,
      )
      .bind(name === active ? 'failover' : 'outage', since, name, standInOf(name), why),
  )
  const changed = db
    .prepare(
      `UPDATE incident SET ended_at = COALESCE(${LEFT_OR_CHOSEN}, ?1) WHERE ended_at IS NULL AND kind <> 'switch'
       AND kind <> CASE WHEN from_upstream = ?2 THEN 'failover' ELSE 'outage' END`,
    )
    .bind(now, active)
  const ended = db
    .prepare(
      `UPDATE incident SET ended_at = ?1
       WHERE ended_at IS NULL AND from_upstream NOT IN (SELECT value FROM json_each(?2))`,
    )
    .bind(now, JSON.stringify(Object.keys(health)))
  const probed = db
    .prepare('INSERT INTO probed (id, at) VALUES (1, ?1) ON CONFLICT (id) DO UPDATE SET at = MAX(at, ?1)')
    .bind(now)
  await db.batch([changed, ...opened, ended, probed])
}

/** When the upstreams were last probed: incidents that are read after this know what was found then. */
export async function readProbed(db: D1Database): Promise<number | null> {
  return db.prepare('SELECT at FROM probed').first<number>('at')
}

/** The latest first, notices of what is to come before all. */
export async function readIncidents(db: D1Database): Promise<(Incident & { id: number })[]> {
  const { results } = await db
    .prepare(
      `SELECT incident.id, kind, started_at, ended_at, from_upstream, to_upstream, why, saved, text AS note
       FROM incident LEFT JOIN incident_note ON incident_note.incident = incident.id
       UNION ALL
       SELECT id, 'notice', started_at, ended_at, '', '', '', 0, text FROM notice
       ORDER BY started_at DESC, id DESC LIMIT ${LISTED_MAX}`,
    )
    .all<Incident & { id: number }>()
  return results
}

/**
 * Counts what incidents of the last days have saved, from the hours they touched: recomputed, never added to. Nothing is
 * saved of an upstream that nobody went to: what that hour has is of the failover before or after. Nor for the command,
 * which asks for an image again and again to see a switch, or what is wrong.
 */
export async function countSaved(db: D1Database, now: number): Promise<void> {
  const savedOf = `(SELECT COALESCE(SUM(count), 0) FROM hour_count JOIN cell ON cell.id = hour_count.cell
    WHERE hour >= started_at / ${HOUR_MS} AND hour <= COALESCE(ended_at, ?1) / ${HOUR_MS}
      AND cell.saved = (SELECT id FROM label WHERE dimension = 'saved' AND value = from_upstream)
      AND cell.client IS NOT (SELECT id FROM label WHERE dimension = 'client' AND value = 'fairlead'))`
  await db
    .prepare(
      `UPDATE incident SET saved = ${savedOf}
       WHERE kind <> 'switch' AND NOT (kind = 'outage' AND to_upstream = '')
         AND COALESCE(ended_at, ?1) > ?2 AND saved < ${savedOf}`,
    )
    .bind(now, now - 2 * 24 * HOUR_MS)
    .run()
}
