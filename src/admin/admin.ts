// /admin/v1: how the operator changes what is in force, and tells the public about it.
import * as z from 'zod/mini'
import { type Edge, edgeOfRequest } from '../edge.ts'
import { Hono } from '../hono.ts'
import { logFailure } from '../log.ts'
import { numeric } from '../numeric.ts'
import { AdminError, refusalAnswer } from './answer.ts'
import { readAudit } from './audit.ts'
import type { AdminCall, AdminParts } from './call.ts'
import { createGate } from './gate.ts'
import { deleteNote, getIncidents, postIncident, putNote } from './incident.ts'
import { readQuery } from './input.ts'
import { deleteRelease, getRelease, putRelease } from './release.ts'
import { getRoutes, putRoutes } from './routes.ts'
import { deleteUpstream, getUpstream, putUpstream } from './upstream.ts'

type Answer = (call: AdminCall, name: string) => Promise<Response>
type Methods = Partial<Record<'GET' | 'PUT' | 'POST' | 'DELETE', Answer>>

const auditQuery = z.strictObject({
  limit: z._default(numeric().check(z.int(), z.minimum(1), z.maximum(500)), 50),
})

/** By their path; `*` is one segment, which the answer is given. */
const RESOURCES: Record<string, Methods> = {
  '/admin/v1/routes': { GET: getRoutes, PUT: putRoutes },
  '/admin/v1/upstream': { GET: getUpstream, PUT: putUpstream, DELETE: deleteUpstream },
  '/admin/v1/release': { GET: getRelease, PUT: putRelease, DELETE: deleteRelease },
  '/admin/v1/incidents': { GET: getIncidents, POST: postIncident },
  '/admin/v1/incidents/*/note': { PUT: putNote, DELETE: deleteNote },
  '/admin/v1/audit': { GET: getAudit },
}

export function createAdmin(parts: AdminParts): Hono<{ Bindings: Env }> {
  const app = new Hono<{ Bindings: Env }>()
  const gate = createGate()
  const answer = async (edge: Edge, request: Request): Promise<Response> => {
    const actor = await gate.enter(edge, request)
    const url = new URL(request.url)
    const [methods, name] = findResource(url.pathname)
    const method = request.method === 'HEAD' ? 'GET' : request.method
    const handle = isMethod(method) ? methods[method] : undefined
    if (handle === undefined) throw notAllowed(methods)
    return handle({ ...parts, edge, request, url, actor, now: Date.now() }, name)
  }
  // Of `/admin` itself, too.
  app.all('/admin/*', async (c) => {
    const edge = edgeOfRequest(c.env, c.executionCtx, new URL(c.req.url).origin)
    const response = await answer(edge, c.req.raw).catch(refusalOf)
    response.headers.set('Cache-Control', 'no-store, no-transform')
    response.headers.set('X-Content-Type-Options', 'nosniff')
    return response
  })
  return app
}

async function getAudit({ edge, url }: AdminCall): Promise<Response> {
  const { limit } = readQuery(url, auditQuery)
  const rows = await readAudit(edge.env.DB, limit)
  return Response.json({ audit: rows.map((row) => ({ ...row, at: new Date(row.at).toISOString() })) })
}

function findResource(path: string): [Methods, name: string] {
  for (const [pattern, methods] of Object.entries(RESOURCES)) {
    const [before = '', after] = pattern.split('*')
    if (after === undefined ? path !== pattern : !path.startsWith(before) || !path.endsWith(after)) continue
    const name = after === undefined ? '' : path.slice(before.length, -after.length)
    if (!name.includes('/')) return [methods, name]
  }
  const message = `there is nothing at this address; there are: ${Object.keys(RESOURCES).join(', ')}`
  throw new AdminError({ status: 404, message })
}

function isMethod(method: string): method is keyof Methods {
  return ['GET', 'PUT', 'POST', 'DELETE'].includes(method)
}

function notAllowed(methods: Methods): AdminError {
  const allowed = Object.keys(methods).flatMap((method) => (method === 'GET' ? ['GET', 'HEAD'] : [method]))
  const headers = { Allow: allowed.join(', ') }
  return new AdminError({ status: 405, message: `only ${headers.Allow} here`, headers })
}

function refusalOf(error: unknown): Response {
  if (error instanceof AdminError) return refusalAnswer(error)
  logFailure('a request to the admin API failed', { reason: String(error) })
  const message = 'internal error; nothing is known to have been changed. What happened is in the logs'
  return refusalAnswer(new AdminError({ status: 500, message }))
}
