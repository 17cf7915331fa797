// One change of a key of CONFIG: written down in D1 first, where of two at once one is first, then put into KV.
import type { Edge } from '../edge.ts'
import { logChange, logFailure } from '../log.ts'
import { AdminError } from './answer.ts'
import { type Audited, auditOfChange } from './audit.ts'

/** A change that has not ended after this long never will: its isolate is gone. */
const UNDER_WAY_MS_MAX = 30_000

export type Kept = { text: string | null; etag: string }

/** What KV holds, past the memory of any isolate; KV's own is 30 s at least. */
export async function readKey(edge: Edge, key: string): Promise<Kept> {
  const text = await edge.env.CONFIG.get(key, { cacheTtl: 30 })
  return { text, etag: await etagOf(text) }
}

/** A strong one, of the bytes; '' for what is not there. */
export async function etagOf(text: string | null): Promise<string> {
  if (text === null) return ''
  const hash = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text))
  return `"${new Uint8Array(hash).toHex()}"`
}

export type LastChange = { version: number; etag: string; at: number }

/** What was last put with the admin API, which KV may not show yet. */
export async function readLastChange(edge: Edge, key: string): Promise<LastChange> {
  const found = await edge.env.DB.prepare('SELECT version, etag, at FROM config_change WHERE key = ?1')
    .bind(key)
    .first<LastChange>()
  return found ?? { version: 0, etag: '', at: 0 }
}

export type Change = {
  audited: Audited
  /** What is logged in the place of the detail, where that holds values. */
  logged?: string
  /** null takes the key away. */
  text: string | null
  /** The one that the decision to change was made on. */
  last: LastChange
}

/** The id of the audit's row. Throws 409 if another change was quicker, 503 if it could not be made. */
export async function changeKey(edge: Edge, change: Change): Promise<number> {
  const { audited } = change
  const id = await begin(edge, change)
  try {
    if (change.text === null) await edge.env.CONFIG.delete(audited.subject)
    else await edge.env.CONFIG.put(audited.subject, change.text)
  } catch (error) {
    await undo(edge, change, id)
    logFailure('a change could not be put into KV', { key: audited.subject, reason: String(error) })
    throw new AdminError({
      status: 503,
      message:
        'KV did not take the change: nothing was changed, as far as is known. Try again in a few seconds',
      headers: { 'Retry-After': '5' },
      more: { audit: id },
    })
  }
  await end(edge, id)
  const { actor, subject: key, before, after } = audited
  const detail = change.logged ?? audited.detail
  logChange('the configuration was changed', { audit: id, actor, key, before, after, detail })
  return id
}

const IS_FREE = `COALESCE((SELECT version FROM config_change WHERE key = ?1), 0) = ?2
  AND NOT COALESCE((SELECT outcome = 'begun' AND at > ?3 - ${UNDER_WAY_MS_MAX} FROM audit
    WHERE subject = ?1 ORDER BY id DESC LIMIT 1), FALSE)`

/** Both rows or none: the version moves with every change, and whoever comes second finds another one. */
async function begin(edge: Edge, { audited, text, last }: Change): Promise<number> {
  const { DB } = edge.env
  const { subject, at } = audited
  const rows = DB.batch<{ id: number }>([
    DB.prepare(
      `INSERT INTO config_change (key, version, etag, at) SELECT ?1, ?2 + 1, ?4, ?3 WHERE ${IS_FREE}
       ON CONFLICT (key) DO UPDATE SET version = excluded.version, etag = excluded.etag, at = excluded.at`,
    ).bind(subject, last.version, at, await etagOf(text)),
    auditOfChange(DB, audited, 'begun'),
  ])
  const [, row] = await rows.catch((error: unknown) => {
    logFailure('a change could not be written down', { key: subject, reason: String(error) })
    const message =
      'the change could not be written down in D1, so it was not made. `wrangler kv key put` makes it without'
    throw new AdminError({ status: 503, message, headers: { 'Retry-After': '5' } })
  })
  const id = row?.results[0]?.id
  if (id === undefined)
    throw new AdminError({ status: 409, message: `another change of ${subject} is under way; look again` })
  return id
}

/** What KV holds is then believed as it was before. Where not even this works, it is after a while. */
async function undo({ env: { DB } }: Edge, { audited, last }: Change, id: number): Promise<void> {
  await DB.batch([
    DB.prepare(
      'UPDATE config_change SET version = version + 1, etag = ?3, at = ?4 WHERE key = ?1 AND version = ?2 + 1',
    ).bind(audited.subject, last.version, last.etag, last.at),
    DB.prepare("UPDATE audit SET outcome = 'failed' WHERE id = ?1").bind(id),
  ]).catch((error: unknown) => logFailure('a failed change stays noted as begun', { reason: String(error) }))
}

/** The change is made: that its row goes on saying `begun` is no reason to say otherwise. */
async function end({ env: { DB } }: Edge, id: number): Promise<void> {
  await DB.prepare("UPDATE audit SET outcome = 'done' WHERE id = ?1")
    .bind(id)
    .run()
    .catch((error: unknown) => logFailure('a change stays noted as begun', { reason: String(error) }))
}

/** When everybody has a change that is made now: KV's delay and the isolates' memory. */
export function everywhereBy({ settings }: Edge, now: number): string {
  return new Date(now + 60_000 + settings.configTtlMs).toISOString()
}
