// Asking the upstreams of a route one after the other.
import { logFailure } from '../log.ts'
import { RegistryError } from '../oci/error.ts'
import type { Route, Target } from '../routing/routes.ts'
import { isUpstreamFailure } from './breaker.ts'
import type { Call } from './call.ts'

export type Answer<T> = { value: T; target: Target }

export type Attempt = {
  /** Content by digest is the same wherever it is, so one that does not have it says nothing of the next. */
  isByDigest: boolean
  /** Whether there is something to fall back on, so that upstreams known to fail need not be waited for. */
  hasFallback: boolean
  /** Whether the target will really be asked, and so may be tried again after it failed. */
  tries: boolean
}

/**
 * The first upstream's answer, in the route's order. Another one is asked when one fails. "No such thing" is believed
 * of the upstream that is wanted; of a stand-in for it only for content by digest, since a mirror may be incomplete.
 * Throws the wanted upstream's error when none can help.
 */
export async function firstAnswer<T>(
  call: Call,
  route: Route,
  attempt: Attempt,
  ask: (target: Target) => Promise<T>,
): Promise<Answer<T>> {
  const { asked, passedOver } = candidates(call, route, attempt)
  // Who was passed over might have had it, so the others' "no such thing" is not the last word.
  const errors = passedOver.flatMap(({ upstream }) => call.memory.breaker.errorOf(upstream.name) ?? [])
  for (const target of asked) {
    const { name } = target.upstream
    if (attempt.tries) call.memory.breaker.beginTrial(name)
    try {
      const value = await ask(target)
      if (attempt.tries) call.memory.breaker.succeeded(name)
      return { value, target }
    } catch (error) {
      if (!(error instanceof RegistryError)) throw error
      if (isUpstreamFailure(error)) {
        if (call.memory.breaker.failed(name, error))
          logFailure(error.message, { upstream: name, artifact: route.canonical, status: error.status })
      } else {
        if (attempt.tries) call.memory.breaker.succeeded(name)
        if (!attempt.isByDigest && name === route.wanted) throw error
      }
      errors.push(error)
    }
  }
  throw worstOf(errors) ?? new RegistryError('UNAVAILABLE')
}

/** Whom `firstAnswer` would ask first; undefined if it would ask nobody. */
export function firstCandidate(call: Call, route: Route, attempt: Attempt): Target | undefined {
  return candidates(call, route, attempt).asked[0]
}

function candidates(call: Call, { targets }: Route, { hasFallback, tries }: Attempt) {
  const { breaker } = call.memory
  if (breaker.isAtRest()) return { asked: targets, passedOver: [] }
  const states = targets.map((target) => ({ target, state: breaker.stateOf(target.upstream.name) }))
  const inState = (...wanted: string[]) =>
    states.filter(({ state }) => wanted.includes(state)).map(({ target }) => target)
  // A redirect asks nothing of the one it leads to: it is no trial of one that failed, and not even "leave me alone" is a
  // reason to refuse it where there is no other.
  const asked = tries
    ? [...inState('closed', 'half open'), ...(hasFallback ? [] : inState('open'))]
    : [...inState('closed'), ...inState('open', 'half open'), ...inState('asked')]
  return { asked, passedOver: targets.filter((target) => !asked.includes(target)) }
}

/** A failure rather than a "no such thing": whether there is such a thing is then not known. */
function worstOf(errors: RegistryError[]): RegistryError | undefined {
  return errors.find(isUpstreamFailure) ?? errors[0]
}
