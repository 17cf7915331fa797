// Token mode's part in answering a request under /v2: whose authority it carries, and for which upstream.
import { discardBody } from '../../body.ts'
import type { Edge } from '../../edge.ts'
import { writeChallenge } from '../../oci/challenge.ts'
import { RegistryError } from '../../oci/error.ts'
import type { Repository } from '../../oci/name.ts'
import type { RegistryPath } from '../../oci/path.ts'
import type { Config } from '../../routing/config.ts'
import type { Route, Target } from '../../routing/routes.ts'
import type { Call } from '../call.ts'
import { isPage } from '../page.ts'
import { withoutWords } from '../refusal.ts'
import type { UpstreamTokens } from '../upstream-token.ts'
import { privateMemory } from './private-memory.ts'
import { refusedLogin } from './refused-login.ts'
import { type Bound, type Sealed, isBoundTo, unseal } from './seal.ts'

export type Session = {
  /** The same call with the client's authority, and the route with the one upstream that it holds for. */
  enter: (route: Route) => { call: Call; route: Route }
}

/** Throws `UNAUTHORIZED` with a challenge for a client that has no token, or none that can be opened. */
export async function openSession(call: Call, config: Config, path: RegistryPath): Promise<Session> {
  const { edge, memory } = call
  const repository = path.kind === 'ping' ? null : path.repository
  const token = bearerOf(call.request)
  if (token === null) throw challenge(edge, repository, { error: null, message: needsToken(edge) })
  const sealed = await unseal(edge, memory.sealKeys, token, 'access')
  if (sealed === null) throw invalidToken(edge, repository)
  return {
    enter: (route) => {
      const held = targetFor(route, config, sealed)
      if (held === null) throw invalidToken(edge, repository)
      if (held.bound.isRefused) throw mayNot(call, repository, refusedLogin(edge, held.target.upstream))
      const tokens = clientTokens(call, route.requested, { sealed, ...held })
      return {
        call: { ...call, memory: privateMemory(memory, tokens) },
        route: withOnly(route, held.target),
      }
    },
  }
}

function bearerOf(request: Request): string | null {
  return /^bearer +(\S+)$/i.exec(request.headers.get('Authorization')?.trim() ?? '')?.[1] ?? null
}

type Held = { target: Target; bound: Bound }

/**
 * The upstream that is to be asked now, if the token is for that one. A token that is newer than this isolate's view of
 * the configuration knows better: after a switch isolates disagree for half a minute, and clients ask again only once.
 */
function targetFor({ targets }: Route, config: Config, { at, bound }: Sealed): Held | null {
  const candidates = at > config.readAt ? targets : targets.slice(0, 1)
  for (const target of candidates) {
    const held = bound.find((one) => isBoundTo(one, target.upstream))
    if (held !== undefined) return { target, bound: held }
  }
  return null
}

/** Nobody else stands in: the client has nothing that it could show to another one. */
function withOnly(route: Route, target: Target): Route {
  return { ...route, targets: [target] }
}

/** Sends what the client holds for one upstream to that upstream, and tells the client what that makes of it. */
function clientTokens(
  call: Call,
  repository: Repository,
  { sealed, target, bound }: Held & { sealed: Sealed },
): UpstreamTokens {
  const { edge } = call
  return {
    send: async (_edge, { upstream }, request) => {
      if (!isBoundTo(bound, upstream))
        throw new Error(`a token for ${bound.upstream} is for no other upstream`)
      const response = await request(bound.value)
      const { status } = response
      if (status < 400) return response
      // Some registries answer 400 to a token that has run out; a firewall's 403 comes as a page.
      const isRefusal = status === 401 || (status === 403 && !isPage(response))
      const hasRunOut = bound.value !== null && (status === 400 || isInvalidToken(response))
      if (!isRefusal && !hasRunOut) return withoutWords(response)
      await discardBody(response)
      if (hasRunOut) throw invalidToken(edge, repository)
      const { isLoggedIn } = sealed
      throw mayNot(call, repository, mayNotRead(edge, { repository, target, isLoggedIn }))
    },
  }
}

function isInvalidToken(response: Response): boolean {
  return /error="?invalid_token/.test(response.headers.get('WWW-Authenticate') ?? '')
}

type Reason = { error: string | null; message: string }

function challenge(edge: Edge, repository: Repository | null, { error, message }: Reason): RegistryError {
  const own = { realm: `${edge.origin}/token`, service: new URL(edge.origin).host }
  const header = writeChallenge({ ...own, repository, error, description: message })
  return new RegistryError('UNAUTHORIZED', { message, headers: { 'WWW-Authenticate': header } })
}

function invalidToken(edge: Edge, repository: Repository | null): RegistryError {
  const message =
    'this token is not valid here, or not any more: it has run out, or another registry is behind this name now. ' +
    'Pull again: the client then asks for a new one'
  return challenge(edge, repository, { error: 'invalid_token', message })
}

/** An answer to HEAD has no body, so the person would be told nothing; containerd asks so, and shows `error` alone. */
function mayNot({ edge, request }: Call, repository: Repository | null, message: string): RegistryError {
  const error = request.method === 'HEAD' ? message : 'insufficient_scope'
  return challenge(edge, repository, { error, message })
}

function needsToken(edge: Edge): string {
  const { host } = new URL(edge.origin)
  return `this registry is read with a token, which registry clients ask for by themselves; for private images, docker login ${host} first`
}

type Refused = { repository: Repository; target: Target; isLoggedIn: boolean }

function mayNotRead(edge: Edge, { repository, target, isLoggedIn }: Refused): string {
  const { host } = new URL(edge.origin)
  const registry = new URL(target.upstream.registry).host
  const account = `an account of ${registry} that may read it`
  return isLoggedIn
    ? `${repository} does not exist at ${registry}, or this account may not read it: docker login ${host} with ${account}`
    : `${repository} is not public: docker login ${host} first, with ${account}`
}
