// /admin/v1/upstream: which upstream is active, and the switch to another one, once that is seen to have the content.
import * as z from 'zod/mini'
import { type Config, UPSTREAM_KEY } from '../routing/config.ts'
import { AdminError } from './answer.ts'
import { auditRefused } from './audit.ts'
import type { AdminCall } from './call.ts'
import { changeKey, everywhereBy, readKey, readLastChange } from './change.ts'
import { manner, readInput, readQuery, reason } from './input.ts'
import { type Verification, summaryOf, verify } from './verification.ts'

const switchSchema = z.strictObject({
  upstream: z.string(),
  force: z._default(z.boolean(), false),
  reason: z.optional(reason),
})

export async function getUpstream(call: AdminCall): Promise<Response> {
  const { active, set, names } = await readStanding(call)
  return Response.json({ active, set, upstreams: names })
}

export async function putUpstream(call: AdminCall): Promise<Response> {
  const { upstream, force, reason = '' } = await readInput(call.request, switchSchema)
  const standing = await readStanding(call)
  if (!standing.names.includes(upstream)) {
    const message = `no upstream is named ${JSON.stringify(upstream.slice(0, 64))}; there are: ${standing.names.join(', ')}`
    throw new AdminError({ status: 400, message, more: { upstreams: standing.names } })
  }
  return switchTo(call, standing, { name: upstream, text: upstream, force, reason })
}

/** Back to the first in the document. */
export async function deleteUpstream(call: AdminCall): Promise<Response> {
  const { force, reason = '' } = readQuery(call.url, manner)
  const standing = await readStanding(call)
  const name = standing.names[0] ?? ''
  return switchTo(call, standing, { name, text: null, force: force === 'true', reason })
}

type Standing = { config: Config; active: string; set: string | null; names: string[] }

/** Of KV as it is now, whatever this isolate remembers. */
async function readStanding({ edge, config }: AdminCall): Promise<Standing> {
  config.forget()
  const [{ config: inForce }, { text }] = await Promise.all([
    config.current(edge),
    readKey(edge, UPSTREAM_KEY),
  ])
  if (inForce === null)
    throw new AdminError({
      status: 409,
      message: 'there is no valid routes document yet; PUT /admin/v1/routes',
    })
  const names = inForce.routes.upstreams.map(({ name }) => name)
  const set = text?.trim() ?? null
  const active = set !== null && names.includes(set) ? set : (names[0] ?? '')
  return { config: inForce, active, set, names }
}

type Switch = { name: string; text: string | null; force: boolean; reason: string }

async function switchTo(call: AdminCall, { config, active }: Standing, wanted: Switch): Promise<Response> {
  const { edge, actor, now } = call
  const { name, text, force, reason } = wanted
  const last = await readLastChange(edge, UPSTREAM_KEY)
  const verification =
    force || name === active ? null : await verify(call, { config, from: active, to: name })
  const audited = {
    actor,
    at: now,
    action: text === null ? 'delete' : 'put',
    subject: UPSTREAM_KEY,
    before: active,
    after: name,
    reason,
    detail: verification === null ? (force ? 'forced' : 'no other than before') : summaryOf(verification),
  } as const
  if (verification?.ok === false) {
    await auditRefused(edge.env.DB, audited)
    throw refusalOf(name, verification)
  }
  const audit = await changeKey(edge, { audited, text, last })
  call.config.forget()
  const everywhere_by = everywhereBy(edge, now)
  return Response.json({ active: name, before: active, verification, audit, everywhere_by })
}

function refusalOf(name: string, verification: Verification): AdminError {
  const why = verification.compared === 0 ? `nothing of ${name} could be compared` : summaryOf(verification)
  const hint = 'Look closer with `fairlead verify`, or switch all the same with "force": true'
  return new AdminError({ status: 409, message: `not switched: ${why}. ${hint}`, more: { verification } })
}
