// /admin/v1/upstream: which upstream is active, and the switch to another one, once that is seen to have the content.
import * as z from 'zod/mini'
import type { Edge } from '../edge.ts'
import { logFailure } from '../log.ts'
import { recordSwitch } from '../monitor/incident.ts'
import { type Config, UPSTREAM_KEY } from '../routing/config.ts'
import { AdminError } from './answer.ts'
import { auditRefused } from './audit.ts'
import type { AdminCall } from './call.ts'
import { type LastChange, changeKey, everywhereBy } from './change.ts'
import { readChosen } from './chosen.ts'
import { manner, readInput, readQuery, reason } from './input.ts'
import { type Verification, summaryOf, verificationJson, verify } from './verification.ts'

const switchSchema = z.strictObject({
  upstream: z.string(),
  force: z._default(z.boolean(), false),
  reason: z.optional(reason),
})

export async function getUpstream(call: AdminCall): Promise<Response> {
  const { set, serving, names } = await readStanding(call)
  return Response.json({ active: serving[0], set, may_serve: serving, upstreams: names })
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

type Standing = {
  config: Config
  /** What the key holds, as KV shows it here. */
  set: string | null
  /** The upstreams of which any may be serving somewhere, first the one that serves here; one only where that is sure. */
  serving: [active: string, ...string[]]
  names: string[]
  last: LastChange
}

/** As it is now, whatever this isolate remembers. */
async function readStanding({ edge, config, now }: AdminCall): Promise<Standing> {
  config.forget()
  const { config: inForce } = await config.current(edge)
  if (inForce === null)
    throw new AdminError({
      status: 409,
      message: 'there is no valid routes document yet; PUT /admin/v1/routes',
    })
  const names = inForce.routes.upstreams.map(({ name }) => name)
  const { held, last } = await readChosen(edge, names, now)
  const servedBy = (set: string | null) => (set !== null && names.includes(set) ? set : (names[0] ?? ''))
  const [set, ...put] = held
  const active = servedBy(set)
  const others = put.map(servedBy).filter((name) => name !== active)
  return { config: inForce, set, serving: [active, ...others], names, last }
}

type Switch = { name: string; text: string | null; force: boolean; reason: string }

async function switchTo(call: AdminCall, standing: Standing, wanted: Switch): Promise<Response> {
  const { edge, actor } = call
  const { serving, last } = standing
  const { name, text, force, reason } = wanted
  const verifications = force ? [] : await verifyAll(call, standing, name)
  const verification = verifications.at(-1) ?? null
  // Looking takes up to a minute, and the change is made after it.
  const at = Date.now()
  const before = serving.join(' or ')
  const audited = {
    actor,
    at,
    action: text === null ? 'delete' : 'put',
    subject: UPSTREAM_KEY,
    before,
    after: name,
    reason,
    detail: verifications.map(summaryOf).join('; ') || (force ? 'forced' : 'no other than before'),
  } as const
  if (verification?.ok === false) {
    await auditRefused(edge.env.DB, audited)
    throw refusalOf(name, verification)
  }
  const audit = await changeKey(edge, { audited, text, last })
  call.config.forget()
  await noteSwitch(edge, { serving, to: name, at })
  const everywhere_by = everywhereBy(edge, at)
  const compared = verification === null ? null : verificationJson(verification)
  return Response.json({ active: name, before, verification: compared, audit, everywhere_by })
}

/**
 * With each that may be serving, but never with itself, which would prove nothing; up to the first that has more. No more
 * requests for two than for one.
 */
async function verifyAll(
  call: AdminCall,
  { config, serving }: Standing,
  to: string,
): Promise<Verification[]> {
  const made: Verification[] = []
  let most = call.edge.settings.verifyRequestsMax
  for (const from of serving.filter((one) => one !== to)) {
    const verification = await verify(call, { config, from, to, most })
    made.push(verification)
    most -= verification.requests
    if (!verification.ok) break
  }
  return made
}

type Noted = Pick<Standing, 'serving'> & { to: string; at: number }

/** As an incident that people see. It is made, whether or not it can be noted; then the cron does so once KV shows it. */
async function noteSwitch({ env: { DB } }: Edge, { serving, to, at }: Noted) {
  try {
    // What was active before may have been chosen in another way since the cron last looked. Where KV may be late it shows
    // what was active before that, which is no switch of its own.
    if (serving.length === 1) await recordSwitch(DB, serving[0], at)
    await recordSwitch(DB, to, at)
  } catch (error) {
    logFailure('a switch could not be noted', { reason: String(error) })
  }
}

function refusalOf(name: string, verification: Verification): AdminError {
  const { compared, complete } = verification
  const why = compared === 0 && complete ? `nothing of ${name} could be compared` : summaryOf(verification)
  const hint = 'Look closer with `fairlead verify`, or switch all the same with "force": true'
  const more = { verification: verificationJson(verification) }
  return new AdminError({ status: 409, message: `not switched: ${why}. ${hint}`, more })
}
