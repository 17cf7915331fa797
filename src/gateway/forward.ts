// The only place that sends a request to anybody.
import type { Asking } from '../edge.ts'
import { RegistryError } from '../oci/error.ts'

/** Whom a failure is blamed on. */
type Asked = { name: string }

/** Quay answers very old Docker agents with 404; a plain product token is what it expects of tools. */
const USER_AGENT = 'fairlead/0.1'

/**
 * Sends one request on behalf of `upstream`, within the deadline, which goes on to hold for reading the body.
 * A connection that fails is tried once more, but not for POST. Redirects come back as they are. Throws `UNAVAILABLE` with a sentence that names the upstream.
 */
export async function forward(edge: Asking, upstream: Asked, request: Request): Promise<Response> {
  const headers = new Headers(request.headers)
  headers.set('User-Agent', USER_AGENT)
  // Without it Workers asks for br and gzip, and a compressed body has neither the length nor the digest we promise.
  headers.set('Accept-Encoding', 'identity')
  const waitMs = Math.min(edge.settings.upstreamTimeoutMs, edge.deadlineAt - Date.now())
  // The others have used up the time; this one has not even been asked.
  if (waitMs <= 0) throw new RegistryError('UNAVAILABLE', { isAboutUpstream: false })
  const signal = AbortSignal.timeout(waitMs)
  const { method, url } = request
  const body = method === 'POST' ? await request.text() : null
  const send = () => {
    edge.onRequest()
    return fetch(url, { method, headers, body, redirect: 'manual', signal })
  }
  try {
    // Reading is idempotent, and a connection that broke is often just one that was kept open too long.
    return await send().catch((error: unknown) => {
      if (signal.aborted || method === 'POST') throw error
      return send()
    })
  } catch (error) {
    if (error instanceof RegistryError) throw error
    if (signal.aborted) throw tooSlow(edge, upstream)
    const why = edge.whyOf === undefined ? '' : `: ${edge.whyOf(error, url)}`
    const message = `upstream ${upstream.name} cannot be reached${why}`
    throw new RegistryError('UNAVAILABLE', { message, noAnswer: true })
  }
}

/** A failure that shows only while a body is read. */
export function brokenOff(edge: Asking, upstream: Asked, error: unknown): RegistryError {
  if (error instanceof RegistryError) return error
  if (error instanceof Error && ['TimeoutError', 'AbortError'].includes(error.name))
    return tooSlow(edge, upstream)
  const message = `upstream ${upstream.name} broke off its answer`
  return new RegistryError('UNAVAILABLE', { message })
}

function tooSlow(edge: Asking, upstream: Asked): RegistryError {
  const message = `upstream ${upstream.name} did not answer within ${edge.settings.upstreamTimeoutMs / 1000} s`
  return new RegistryError('UNAVAILABLE', { message, noAnswer: true })
}
