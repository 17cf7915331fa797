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
  const errors: RegistryError[] = []
  for (const target of candidates(call, route, attempt)) {
    const { name } = target.upstream
    try {
      const value = await ask(target)
      call.memory.breaker.succeeded(name)
      return { value, target }
    } catch (error) {
      if (!(error instanceof RegistryError)) throw error
      if (isUpstreamFailure(error)) {
        call.memory.breaker.failed(name, error)
        logFailure(error.message, { upstream: name, artifact: route.canonical, status: error.status })
      } else {
        call.memory.breaker.succeeded(name)
        if (!attempt.isByDigest && errors.length === 0 && name === route.wanted) throw error
      }
      errors.push(error)
    }
  }
  throw worstOf(errors) ?? leftAlone(call, route)
}

function candidates(call: Call, { targets }: Route, { hasFallback }: Attempt): Target[] {
  const states = targets.map((target) => ({
    target,
    state: call.memory.breaker.stateOf(target.upstream.name),
  }))
  const closed = states.filter(({ state }) => state === 'closed')
  const open = hasFallback ? [] : states.filter(({ state }) => state === 'open')
  return [...closed, ...open].map(({ target }) => target)
}

/** A failure rather than a "no such thing": whether there is such a thing is then not known. */
function worstOf(errors: RegistryError[]): RegistryError | undefined {
  return errors.find(isUpstreamFailure) ?? errors[0]
}

/** Nobody was asked: all fail, or want to be left alone. What they said last goes for this request, too. */
function leftAlone(call: Call, { targets }: Route): RegistryError {
  return call.memory.breaker.errorOf(targets[0].upstream.name) ?? new RegistryError('UNAVAILABLE')
}
