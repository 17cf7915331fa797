// /admin/v1/incidents: what the operator says in public about what happened, or is going to.
import * as z from 'zod/mini'
import { parseDay } from '../analytics/stats/interval.ts'
import { incidentJson, nameOf, readIncidents } from '../monitor/incident.ts'
import { AdminError } from './answer.ts'
import { auditOfChange } from './audit.ts'
import type { AdminCall } from './call.ts'
import { line, readInput } from './input.ts'

const TEXT_LENGTH_MAX = 500
const YEAR_MS = 366 * 24 * 60 * 60 * 1000

const text = line(TEXT_LENGTH_MAX)
const time = z.pipe(
  z.string().check(z.refine(isTime, 'must be a time such as 2026-11-22T14:30:00Z')),
  z.transform((at: string) => Date.parse(at)),
)

/** What follows the day in ISO 8601, with its offset. */
const TIME_OF_DAY = /^T(?:[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d(?:\.\d+)?)?(?:Z|[+-](?:[01]\d|2[0-3]):[0-5]\d)$/

/** Date.parse alone would take 30 February for 2 March. */
function isTime(given: string): boolean {
  return parseDay(given.slice(0, 10)) !== null && TIME_OF_DAY.test(given.slice(10))
}

const noticeSchema = z.strictObject({ text, started_at: time, ended_at: z._default(z.nullable(time), null) })
const noteSchema = z.strictObject({ text, ended_at: z.optional(z.nullable(time)) })

export async function getIncidents({ edge }: AdminCall): Promise<Response> {
  const found = await readIncidents(edge.env.DB)
  const incidents = found.map((one) => ({ id: nameOf(one), ...incidentJson(one) }))
  return Response.json({ incidents })
}

export async function postIncident(call: AdminCall): Promise<Response> {
  const { edge, now, request, actor } = call
  const notice = await readInput(request, noticeSchema)
  checkTimes(notice.started_at, notice.ended_at, now)
  const { DB } = edge.env
  const change = DB.prepare(
    'INSERT INTO notice (started_at, ended_at, text, written_at) VALUES (?1, ?2, ?3, ?4) RETURNING id',
  ).bind(notice.started_at, notice.ended_at, notice.text, now)
  const audited = { actor, at: now, action: 'post', subject: 'notice', reason: '', before: '' } as const
  const [made, row] = await DB.batch<{ id: number }>([
    change,
    auditOfChange(DB, { ...audited, after: notice.text, detail: '' }, 'done'),
  ])
  const id = `notice-${made?.results[0]?.id ?? ''}`
  return Response.json({ id, audit: row?.results[0]?.id }, { status: 201 })
}

/** `name` as the list has it: `7`, or `notice-7`. */
export async function putNote(call: AdminCall, name: string): Promise<Response> {
  const { edge, now, request } = call
  const { DB } = edge.env
  const note = await readInput(request, noteSchema)
  const { id, kind, before, started_at } = await findNoted(DB, name)
  if (kind === 'incident' && note.ended_at !== undefined)
    throw new AdminError({
      status: 400,
      message: 'the end of an incident is seen, not told: leave ended_at out',
    })
  if (note.ended_at !== undefined) checkTimes(started_at, note.ended_at, now)
  const change =
    kind === 'incident'
      ? DB.prepare(
          `INSERT INTO incident_note (incident, text, written_at) VALUES (?1, ?2, ?3)
           ON CONFLICT (incident) DO UPDATE SET text = excluded.text, written_at = excluded.written_at`,
        ).bind(id, note.text, now)
      : DB.prepare(
          'UPDATE notice SET text = ?2, written_at = ?3, ended_at = IIF(?4, ?5, ended_at) WHERE id = ?1',
        ).bind(id, note.text, now, Number(note.ended_at !== undefined), note.ended_at ?? null)
  return changed(call, name, change, { action: 'put', before, after: note.text })
}

/** Takes back what was said; a notice is gone with it. */
export async function deleteNote(call: AdminCall, name: string): Promise<Response> {
  const { DB } = call.edge.env
  const { id, kind, before } = await findNoted(DB, name)
  const table = kind === 'incident' ? 'incident_note WHERE incident' : 'notice WHERE id'
  const change = DB.prepare(`DELETE FROM ${table} = ?1`).bind(id)
  return changed(call, name, change, { action: 'delete', before, after: '' })
}

type Noted = { id: number; kind: 'incident' | 'notice'; before: string; started_at: number }

async function findNoted(db: D1Database, name: string): Promise<Noted> {
  const [, prefix, digits] = /^(notice-)?(\d{1,15})$/.exec(name) ?? []
  const kind = prefix === undefined ? 'incident' : 'notice'
  const sql =
    kind === 'incident'
      ? `SELECT COALESCE(text, '') AS before, started_at FROM incident
         LEFT JOIN incident_note ON incident = incident.id WHERE incident.id = ?1`
      : 'SELECT text AS before, started_at FROM notice WHERE id = ?1'
  const id = Number(digits ?? -1)
  const found = await db.prepare(sql).bind(id).first<Pick<Noted, 'before' | 'started_at'>>()
  if (found !== null) return { id, kind, ...found }
  const message = `there is no incident ${JSON.stringify(name.slice(0, 40))}; GET /admin/v1/incidents lists them`
  throw new AdminError({ status: 404, message })
}

type Told = { action: 'put' | 'delete'; before: string; after: string }

async function changed(
  { edge: { env }, actor, now }: AdminCall,
  name: string,
  change: D1PreparedStatement,
  told: Told,
): Promise<Response> {
  const subject = name.startsWith('notice-') ? name : `incident-${name}`
  const audited = { ...told, actor, at: now, subject, reason: '', detail: '' }
  const [, row] = await env.DB.batch<{ id: number }>([change, auditOfChange(env.DB, audited, 'done')])
  return Response.json({ id: name, note: told.after || null, audit: row?.results[0]?.id ?? null })
}

/** A year that was mistyped would stand before everything else for years. */
function checkTimes(startedAt: number, endedAt: number | null, now: number): void {
  const isNear = [startedAt, endedAt ?? now].every((at) => Math.abs(at - now) < YEAR_MS)
  if (isNear && (endedAt === null || endedAt >= startedAt)) return
  const message = 'a notice is of the time from a year ago to a year from now, and ends after it began'
  throw new AdminError({ status: 400, message })
}
