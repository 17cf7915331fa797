// What this isolate has just seen of upstreams: one that fails is left alone for a while, one that says when, until then.
import { RegistryError } from '../oci/error.ts'

/** Failures in a row after which an upstream is passed over; one that cannot be reached or does not answer in time, at once. */
const FAILURES_MAX = 3
const OPEN_MS = 10_000
/** Where nobody tries it any more, its failures are forgotten after this. */
const FORGOTTEN_MS = 60_000
/** However long an upstream asks to be left alone. */
const RETRY_AFTER_MS_MAX = 5 * 60_000

type State = {
  failures: number
  openUntil: number
  askedUntil: number
  failedAt: number
  error: RegistryError
}

export type Breaker = {
  /** No upstream has failed of late: all are closed. */
  isAtRest: () => boolean
  /** `open`: it fails, others come first. `half open`: it may be tried again. `asked`: it wants to be left alone. */
  stateOf: (upstream: string) => 'closed' | 'open' | 'half open' | 'asked'
  /** Said before an upstream is asked: one that is half open is open for all others until that has come back. */
  beginTrial: (upstream: string) => void
  /** The last failure of an upstream that is passed over. */
  errorOf: (upstream: string) => RegistryError | null
  succeeded: (upstream: string) => void
  /** Says whether it is news: a question that was joined fails for all who asked it, and is one failure all the same. */
  failed: (upstream: string, error: RegistryError) => boolean
}

/** True for an answer that says something of the upstream and nothing of what was asked for. */
export function isUpstreamFailure(error: unknown): error is RegistryError {
  return error instanceof RegistryError && (error.status === 429 || error.status >= 500)
}

export function createBreaker(): Breaker {
  const states = new Map<string, State>()
  return {
    isAtRest: () => states.size === 0,
    stateOf: (upstream) => {
      const state = states.get(upstream)
      const now = Date.now()
      if (state === undefined) return 'closed'
      if (state.askedUntil > now) return 'asked'
      if (state.openUntil > now) return 'open'
      const { failedAt, openUntil, askedUntil } = state
      const isForgotten = now > Math.max(failedAt, openUntil, askedUntil) + FORGOTTEN_MS
      if (isForgotten) states.delete(upstream)
      return isForgotten || state.failures < FAILURES_MAX ? 'closed' : 'half open'
    },
    beginTrial: (upstream) => {
      const state = states.get(upstream)
      if (state !== undefined && state.failures >= FAILURES_MAX) state.openUntil = Date.now() + OPEN_MS
    },
    errorOf: (upstream) => {
      const state = states.get(upstream)
      if (state === undefined) return null
      const restMs = state.askedUntil - Date.now()
      if (restMs <= 0) return state.error
      const { code, message, status } = state.error
      return new RegistryError(code, {
        message,
        status,
        headers: { 'Retry-After': String(Math.ceil(restMs / 1000)) },
        isAboutUpstream: false,
      })
    },
    succeeded: (upstream) => {
      const state = states.get(upstream)
      if (state === undefined) return
      // Somebody else's answer may have been on its way when it asked to be left alone.
      if (state.askedUntil > Date.now()) states.set(upstream, { ...state, failures: 0, openUntil: 0 })
      else states.delete(upstream)
    },
    failed: (upstream, error) => {
      const before = states.get(upstream)
      if (before?.error === error) return false
      if (!error.isAboutUpstream) return true
      const now = Date.now()
      const failures = (before?.failures ?? 0) + (error.noAnswer ? FAILURES_MAX : 1)
      const asks = error.status === 429 || error.headers['Retry-After'] !== undefined
      const askedUntil = asks ? now + retryAfterMs(error.headers['Retry-After'], now) : 0
      const openUntil = failures >= FAILURES_MAX ? now + OPEN_MS : 0
      states.set(upstream, { failures, openUntil, askedUntil, failedAt: now, error })
      return true
    },
  }
}

/** `Retry-After` is seconds or a date (RFC 9110 section 10.2.3). */
function retryAfterMs(header: string | undefined, now: number): number {
  const seconds = Number(header ?? NaN)
  const ms = Number.isNaN(seconds) ? Date.parse(header ?? '') - now : seconds * 1000
  return Number.isNaN(ms) ? OPEN_MS : Math.min(Math.max(ms, 0), RETRY_AFTER_MS_MAX)
}
