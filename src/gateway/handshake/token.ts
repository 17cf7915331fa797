// GET and POST /token: the handshake of token mode.
import { logFailure } from '../../log.ts'
import { jsonAnswer } from '../../oci/answer.ts'
import { RegistryError } from '../../oci/error.ts'
import type { Config, ConfigState } from '../../routing/config.ts'
import { type Upstream, findRoute } from '../../routing/routes.ts'
import { isUpstreamFailure } from '../breaker.ts'
import type { Call } from '../call.ts'
import type { Login } from '../token-request.ts'
import { type Exchanged, type Part, exchange } from './exchange.ts'
import { isToldLater, refusedAccess, refusedLogin } from './refused-login.ts'
import { type Bound, type Sealed, isBoundTo, seal, unseal } from './seal.ts'
import { type ClientQuestion, parseTokenQuestion } from './token-question.ts'

/** How long a token lasts that opens nothing, for somebody who asked for nothing that is here. */
const NOTHING_SECONDS = 300

type Asking = Pick<Call, 'edge' | 'memory' | 'request'>
/** What is asked of an upstream, before it is known with which login. */
type Wanted = Omit<Part, 'login' | 'offline'>

/**
 * Each repository's upstream is asked for a token, with the client's login; the client gets them all in one envelope.
 * Unknown repositories get nothing, which is no error. `token` and `access_token` are equal, since clients read the one
 * or the other; there is no `issued_at`, by which clients with a wrong clock would go wrong.
 */
export async function answerToken(asking: Asking, { config, problems }: ConfigState): Promise<Response> {
  if (config === null) {
    const message = `this registry has no valid configuration yet. ${problems.join('. ')}`
    throw new RegistryError('UNAVAILABLE', { message })
  }
  if (config.routes.auth !== 'token') throw new RegistryError('UNSUPPORTED', needless)
  const { edge, memory } = asking
  const question = await parseTokenQuestion(asking.request, new URL(asking.request.url))
  const wanted = wantedOf(config, question)
  const loginFor = await loginsOf(asking, question)
  const common = { offline: question.offline, isToldLater: isToldLater(asking.request, question) }
  const parts = wanted.map((one) => ({ ...one, ...common, login: loginFor(one.upstream) }))
  const exchanged = await exchangeAll(asking, parts)
  const sealed = { at: Date.now(), isLoggedIn: question.login !== null }
  const lifetime = lifetimeOf(exchanged)
  const access: Sealed = { ...sealed, bound: exchanged.map((one) => one.access) }
  const token = await seal(edge, memory.sealKeys, access, { purpose: 'access', seconds: lifetime })
  const body = { token, access_token: token, expires_in: lifetime }
  const refresh = exchanged.flatMap((one) => one.refresh ?? [])
  const refreshToken = refresh.length === 0 ? {} : { refresh_token: await sealRefresh(asking, refresh) }
  return jsonAnswer({ ...body, ...refreshToken }, { headers: { 'Cache-Control': 'no-store' } })
}

/** In whole seconds; as long as everything in it lasts. */
function lifetimeOf(exchanged: Exchanged[]): number {
  if (exchanged.length === 0) return NOTHING_SECONDS
  return Math.max(1, Math.floor(Math.min(...exchanged.map(({ seconds }) => seconds))))
}

/** A login that asks for nothing that is here is checked at the upstream that most things would come from. */
function wantedOf(config: Config, { repositories, login }: ClientQuestion): Wanted[] {
  const wanted = new Map<string, Wanted>()
  for (const name of repositories) {
    const target = findRoute(config.routes, name, config)?.targets[0]
    if (target === undefined) continue
    const { upstream, repository } = target
    const others = wanted.get(upstream.name)?.repositories ?? []
    wanted.set(upstream.name, { upstream, repositories: [...new Set([...others, repository])] })
  }
  const upstream = preferredUpstream(config)
  if (wanted.size > 0 || login === null || upstream === undefined) return [...wanted.values()]
  return [{ upstream, repositories: [] }]
}

function preferredUpstream({ routes, active, health }: Config): Upstream | undefined {
  const inOrder = routes.upstreams.toSorted((a, b) => Number(b.name === active) - Number(a.name === active))
  return inOrder.find(({ name }) => !Object.hasOwn(health, name)) ?? inOrder[0]
}

/** `foreign`: a refresh token of another upstream. */
type LoginFor = (upstream: Upstream) => Login | null | 'foreign'
type Asked = Omit<Part, 'login'> & { login: ReturnType<LoginFor>; isToldLater: boolean }

/** A refresh token is an upstream's own, and goes to that one alone. */
async function loginsOf({ edge, memory }: Asking, { login }: ClientQuestion): Promise<LoginFor> {
  if (login === null || 'basic' in login) return () => login
  const sealed = await unseal(edge, memory.sealKeys, login.refreshToken, 'refresh')
  return (upstream) => {
    const value = sealed?.bound.find((bound) => isBoundTo(bound, upstream))?.value ?? null
    return value === null ? 'foreign' : { refreshToken: value }
  }
}

/** All that could be had. Throws if there is nothing but refusals and failures. */
async function exchangeAll(asking: Asking, parts: Asked[]): Promise<Exchanged[]> {
  const failures: RegistryError[] = []
  const outcomes = await Promise.all(
    parts.map((part) =>
      exchangeOne(asking, part).catch((error: unknown) => {
        if (!(error instanceof RegistryError)) throw error
        failures.push(error)
        return null
      }),
    ),
  )
  const exchanged = outcomes.filter((outcome) => outcome !== null)
  if (exchanged.length > 0 || failures.length === 0) return exchanged
  throw failures.find(isUpstreamFailure) ?? failures[0] ?? new RegistryError('UNAVAILABLE')
}

async function exchangeOne(
  { edge, memory }: Asking,
  { upstream, login, isToldLater, ...part }: Asked,
): Promise<Exchanged> {
  try {
    const exchanged =
      login === 'foreign' ? null : await exchange(edge, memory.challenges, { upstream, login, ...part })
    if (exchanged !== null) return exchanged
  } catch (error) {
    if (isUpstreamFailure(error)) logFailure(error.message, { upstream: upstream.name, status: error.status })
    throw error
  }
  if (isToldLater) return refusedAccess(upstream)
  throw new RegistryError('UNAUTHORIZED', { message: refusedLogin(edge, upstream) })
}

/** A refresh token has no end here: the upstream that gave it decides. */
async function sealRefresh({ edge, memory }: Asking, bound: Bound[]): Promise<string> {
  const sealed = { at: Date.now(), isLoggedIn: true, bound }
  return seal(edge, memory.sealKeys, sealed, { purpose: 'refresh', seconds: null })
}

const needless = { status: 404, message: 'this registry needs no token: leave the Authorization out' }
