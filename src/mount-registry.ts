// The registry and how it is counted: the two meet here and nowhere else, as downloads do in mount-downloads.ts.
import type { Address } from './address.ts'
import type { AtOnce } from './at-once.ts'
import type { Counter } from './analytics/counter.ts'
import { type Edge, edgeOfRequest } from './edge.ts'
import type { Memory } from './gateway/call.ts'
import { answerRegistry } from './gateway/registry.ts'
import { logFailure } from './log.ts'
import { RegistryError, errorAnswer } from './oci/error.ts'
import type { ConfigStore } from './routing/config.ts'
import type { Served } from './served.ts'

type Context = Pick<ExecutionContext, 'waitUntil'>
type RegistryParts = { config: ConfigStore; memory: Memory; counter: Counter }

export type Registry = {
  /** Whether it is the registry's to answer. */
  has: (address: Address) => boolean
  answer: (request: Request, address: Address, env: Env, context: Context) => AtOnce<Response>
}

/** Nearly all requests are for the registry, so no router and no middleware stands before it. */
export function createRegistry({ config, memory, counter }: RegistryParts): Registry {
  return {
    has: ({ pathname }) => pathname.startsWith('/v2/') || pathname === '/v2',
    answer: (request, { origin, pathname }, env, context) => {
      const edge = tryEdge(env, context, origin)
      if (edge instanceof Response) return edge
      let served: Served | null = null
      const { method } = request
      const tell = (told: Served) => void (served = told)
      const call = { edge, memory, request, method, pathname, tell }
      const finish = (response: Response, errorCode: string | null) => {
        const answered = {
          method,
          range: () => request.headers.get('Range'),
          status: response.status,
          errorCode,
        }
        counter.count(edge, request, answered, served)
        return method === 'HEAD' ? new Response(null, response) : response
      }
      const succeed = (response: Response) => finish(response, null)
      const fail = (error: unknown) =>
        finish(answerError(error, served), error instanceof RegistryError ? error.code : null)
      let answer: AtOnce<Response>
      try {
        answer = answerRegistry(call, config.current(edge))
      } catch (error) {
        return fail(error)
      }
      return answer instanceof Promise ? answer.then(succeed, fail) : succeed(answer)
    },
  }
}

/** With a variable that is wrong there is none, and clients are told in their own way. */
function tryEdge(env: Env, context: Context, origin: string): Edge | Response {
  try {
    return edgeOfRequest(env, context, origin)
  } catch (error) {
    return answerError(error, null)
  }
}

/** The one place where an error becomes an answer. */
export function answerError(error: unknown, served: Served | null): Response {
  if (error instanceof RegistryError) {
    const { code, status, message } = error
    if (served !== null && status >= 500) logFailure(message, { code, status, artifact: served.artifact })
    return errorAnswer(error)
  }
  const stack = error instanceof Error ? (error.stack ?? '') : ''
  logFailure('a request failed inside the gateway', { reason: String(error), stack })
  return errorAnswer(new RegistryError('UNKNOWN'))
}
