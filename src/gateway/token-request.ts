// Asking a registry's realm for a token, as distribution's token specification and OAuth 2 have it.
import { decodeJwt } from 'jose/jwt/decode'
import * as z from 'zod/mini'
import { discardBody, readBody } from '../body.ts'
import type { Asking } from '../edge.ts'
import { numeric } from '../numeric.ts'
import type { Challenge } from '../oci/challenge.ts'
import { RegistryError } from '../oci/error.ts'
import type { Repository } from '../oci/name.ts'
import type { Upstream } from '../routing/routes.ts'
import { brokenOff, forward } from './forward.ts'
import { isTrustedRealm } from './realm.ts'

const BODY_BYTES_MAX = 64 * 1024
/** What an answer that says nothing of its token's life means, by the token specification. */
const LIFETIME_SECONDS_DEFAULT = 60
export const LIFETIME_SECONDS_MAX = 3600

/** Registries know their clients by name; none of them gives a name more. */
const CLIENT_ID = 'fairlead'

/** What can be sent in a header; an empty one is none. */
const token = z.catch(z.optional(z.string().check(z.regex(/^[\x21-\x7e]+$/))), undefined)
const answerSchema = z.object({
  token,
  access_token: token,
  refresh_token: token,
  expires_in: z.catch(z.optional(numeric().check(z.positive())), undefined),
})

/** Who asks: an account, by `Authorization: Basic`, or somebody with a refresh token of this registry. */
export type Login = { basic: string; user: string } | { refreshToken: string }

export type TokenQuestion = {
  challenge: Extract<Challenge, { scheme: 'bearer' }>
  /** As the upstream calls them; none to have the account checked only. */
  repositories: Repository[]
  login: Login | null
  /** Whether a refresh token is wanted as well. */
  offline: boolean
}

export type Granted = { token: string; seconds: number; refreshToken: string | null }

/**
 * A token that opens the repositories for pulling, or null if the realm refuses. A login is shown to the realm that
 * the upstream names if that may be trusted, to nobody else, and no redirect is followed. Throws `UNAVAILABLE` or
 * `TOOMANYREQUESTS`, without a word of the realm's own: it might repeat what it was sent.
 */
export async function requestToken(
  edge: Asking,
  upstream: Upstream,
  question: TokenQuestion,
): Promise<Granted | null> {
  const { realm } = question.challenge
  if (!(await isTrustedRealm(edge, upstream, realm)))
    throw failure(upstream, `names a token realm that is not on its own domain: ${originOf(realm)}`)
  const response = await forward(edge, upstream, requestOf(question))
  if (response.status === 200) return grantedBy(edge, upstream, response)
  await discardBody(response)
  if (response.status === 401 || response.status === 403) return null
  throw failure(upstream, `answered the token request with status ${response.status}`, response)
}

function requestOf({ challenge, repositories, login, offline }: TokenQuestion): Request {
  const url = new URL(challenge.realm)
  const scopes = repositories.map((repository) => `repository:${repository}:pull`)
  const service: Record<string, string> = challenge.service === null ? {} : { service: challenge.service }
  if (login !== null && 'refreshToken' in login) {
    const scope = scopes.join(' ')
    const body = new URLSearchParams({
      grant_type: 'refresh_token',
      client_id: CLIENT_ID,
      refresh_token: login.refreshToken,
      ...service,
      ...(scope === '' ? {} : { scope }),
    })
    return new Request(url, { method: 'POST', body })
  }
  for (const [key, value] of Object.entries(service)) url.searchParams.set(key, value)
  for (const scope of scopes) url.searchParams.append('scope', scope)
  if (login === null) return new Request(url)
  url.searchParams.set('account', login.user)
  if (offline) {
    url.searchParams.set('offline_token', 'true')
    url.searchParams.set('client_id', CLIENT_ID)
  }
  return new Request(url, { headers: { Authorization: login.basic } })
}

async function grantedBy(edge: Asking, upstream: Upstream, response: Response): Promise<Granted> {
  const body = await readBody(response, BODY_BYTES_MAX).catch((error: unknown) => {
    throw brokenOff(edge, upstream, error)
  })
  const { data } = answerSchema.safeParse(parseJson(body))
  const value = data?.access_token ?? data?.token
  if (value === undefined) throw failure(upstream, 'answered the token request without a token')
  const seconds = data?.expires_in ?? secondsLeft(value) ?? LIFETIME_SECONDS_DEFAULT
  return {
    token: value,
    seconds: Math.min(seconds, LIFETIME_SECONDS_MAX),
    refreshToken: data?.refresh_token ?? null,
  }
}

/** Quay says nothing of its tokens' life, but they do. */
function secondsLeft(token: string): number | null {
  try {
    const left = (decodeJwt(token).exp ?? 0) - Date.now() / 1000
    return left > 0 ? left : null
  } catch {
    return null
  }
}

function failure(upstream: Upstream, what: string, response?: Response): RegistryError {
  const message = `upstream ${upstream.name} ${what}`
  const retryAfter = response?.headers.get('Retry-After') ?? ''
  const headers: Record<string, string> = /^[\w ,:+-]{1,40}$/.test(retryAfter)
    ? { 'Retry-After': retryAfter }
    : {}
  return new RegistryError(response?.status === 429 ? 'TOOMANYREQUESTS' : 'UNAVAILABLE', { message, headers })
}

function originOf(realm: string): string {
  return URL.canParse(realm) ? new URL(realm).origin : 'not an address'
}

function parseJson(body: ArrayBuffer | null): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(body ?? undefined))
  } catch {
    return null
  }
}
