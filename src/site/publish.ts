// What everybody may read: kept at the edge for a while, with an ETag, for any origin.
import type { Edge } from '../edge.ts'

const ALLOWED = 'GET, HEAD, OPTIONS'
const CORS = {
  'Access-Control-Allow-Origin': '*',
  'Access-Control-Allow-Methods': ALLOWED,
  'Access-Control-Allow-Headers': 'If-None-Match',
  'Access-Control-Expose-Headers': 'ETag',
}

/** Answers from the edge's cache, or makes the answer and keeps it there if it is a good one. */
export async function publish(
  edge: Edge,
  request: Request,
  make: () => Promise<Response>,
): Promise<Response> {
  if (request.method === 'OPTIONS') return new Response(null, { status: 204, headers: CORS })
  if (request.method !== 'GET' && request.method !== 'HEAD') return notAllowed()
  const key = keyOf(request)
  const kept = await caches.default.match(key).catch(() => undefined)
  const answer = kept ?? (await withHeaders(await make(), edge.settings.pageTtlSeconds))
  if (kept === undefined && isKept(answer)) {
    edge.waitUntil(caches.default.put(key, answer.clone()).catch(() => undefined))
  }
  return conditional(request, answer)
}

/** One key for one question, however its parameters are ordered; none of the client's headers. */
function keyOf(request: Request): Request {
  const url = new URL(request.url)
  url.searchParams.sort()
  return new Request(url)
}

function isKept(answer: Response): boolean {
  return answer.status === 200 && !(answer.headers.get('Cache-Control') ?? '').includes('no-store')
}

async function withHeaders(answer: Response, ttlSeconds: number): Promise<Response> {
  const headers = new Headers(answer.headers)
  for (const [name, value] of Object.entries(CORS)) headers.set(name, value)
  headers.set('X-Content-Type-Options', 'nosniff')
  if (!headers.has('Cache-Control')) headers.set('Cache-Control', `public, max-age=${ttlSeconds}`)
  if (answer.status !== 200) return new Response(answer.body, { status: answer.status, headers })
  const body = await answer.arrayBuffer()
  headers.set('ETag', `"${await hashOf(body)}"`)
  return new Response(body, { status: 200, headers })
}

/** RFC 9110, 13.1.2: weak comparison, since the platform may compress and so weaken what we sent. */
function conditional(request: Request, answer: Response): Response {
  const etag = answer.headers.get('ETag')
  const wanted = request.headers.get('If-None-Match') ?? ''
  const isKnown =
    etag !== null &&
    wanted.split(',').some((one) => one.trim() === '*' || one.trim().replace(/^W\//, '') === etag)
  return isKnown ? new Response(null, { status: 304, headers: answer.headers }) : answer
}

function notAllowed(): Response {
  return Response.json(
    { error: `only ${ALLOWED} here` },
    { status: 405, headers: { ...CORS, Allow: ALLOWED, 'Cache-Control': 'no-store' } },
  )
}

async function hashOf(body: ArrayBuffer): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', body)).slice(0, 12)
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('')
}
