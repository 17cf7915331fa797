// What was asked of the stand-in: the last requests in full, and how many of each kind there have been.
import type { Kind } from './switches.ts'

export type LoggedRequest = {
  kind: Kind | 'other'
  method: string
  /** The origin it came to: the registry's or the CDN's. */
  origin: string
  path: string
  query: string
  /** 0: not answered, or not yet. */
  status: number
  authorization: 'none' | 'basic' | 'bearer' | 'other'
  accept: string
  userAgent: string
}

export type RequestLog = { counts: Partial<Record<Kind | 'other', number>>; requests: LoggedRequest[] }

const REQUESTS_MAX = 10_000

const authorizationOf = ({ headers }: Request): LoggedRequest['authorization'] => {
  const scheme = headers.get('authorization')?.split(' ', 1)[0]?.toLowerCase()
  if (scheme === undefined) return 'none'
  return scheme === 'basic' || scheme === 'bearer' ? scheme : 'other'
}

export const emptyLog = (): RequestLog => ({ counts: {}, requests: [] })

/** Logged when it comes in, for one that hangs never ends; whoever answers writes the status. */
export const logRequest = (log: RequestLog, kind: Kind | 'other', request: Request): LoggedRequest => {
  const { origin, pathname, search } = new URL(request.url)
  const logged: LoggedRequest = {
    kind,
    method: request.method,
    origin,
    path: pathname,
    query: search.slice(1),
    status: 0,
    authorization: authorizationOf(request),
    accept: request.headers.get('accept') ?? '',
    userAgent: request.headers.get('user-agent') ?? '',
  }
  log.counts[kind] = (log.counts[kind] ?? 0) + 1
  if (log.requests.length >= REQUESTS_MAX) log.requests.shift()
  log.requests.push(logged)
  return logged
}
