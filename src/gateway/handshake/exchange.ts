// One upstream's part in a client's token: its own realm is shown the client's login, and nobody else is.
import { discardBody } from '../../body.ts'
import type { Edge } from '../../edge.ts'
import { RegistryError } from '../../oci/error.ts'
import type { Repository } from '../../oci/name.ts'
import type { Upstream } from '../../routing/routes.ts'
import { forward } from '../forward.ts'
import { type Login, requestToken } from '../token-request.ts'
import type { Bound } from './seal.ts'
import type { UpstreamChallenges } from './upstream-challenge.ts'

/** How long a client may use what has no end of its own: a password that the upstream wants to see each time, or nothing. */
const ENDLESS_SECONDS = 300
/** How long a client is taken for somebody to whom the upstream gives no token. */
const REFUSED_SECONDS = 60

export type Part = {
  upstream: Upstream
  /** As the upstream calls them. */
  repositories: Repository[]
  login: Login | null
  offline: boolean
}

export type Exchanged = { access: Bound; refresh: Bound | null; seconds: number }

/**
 * What the client will be able to show this upstream, or null if the upstream refuses the login. Somebody without one
 * is never refused: what may not be read will say so itself, and then the person knows what for.
 */
export async function exchange(
  edge: Edge,
  challenges: UpstreamChallenges,
  { upstream, repositories, login, offline }: Part,
): Promise<Exchanged | null> {
  const challenge = await challenges.of(edge, upstream)
  if (challenge === null) return accessOnly(upstream, null, ENDLESS_SECONDS)
  if (challenge.scheme === 'basic') return exchangeBasic(edge, upstream, login)
  try {
    const granted = await requestToken(edge, upstream, { challenge, repositories, login, offline })
    if (granted === null) return login === null ? accessOnly(upstream, null, REFUSED_SECONDS) : null
    const { token, seconds, refreshToken } = granted
    const access = boundTo(upstream, `Bearer ${token}`)
    return { access, seconds, refresh: refreshToken === null ? null : boundTo(upstream, refreshToken) }
  } catch (error) {
    challenges.forget(upstream)
    throw error
  }
}

/** A registry without tokens: it is shown the password each time, so it is asked now whether that is right. */
async function exchangeBasic(edge: Edge, upstream: Upstream, login: Login | null): Promise<Exchanged | null> {
  if (login === null) return accessOnly(upstream, null, ENDLESS_SECONDS)
  if ('refreshToken' in login) return null
  const headers = { Authorization: login.basic }
  const response = await forward(edge, upstream, new Request(`${upstream.registry}/v2/`, { headers }))
  await discardBody(response)
  if (response.status === 200) return accessOnly(upstream, login.basic, ENDLESS_SECONDS)
  if (response.status === 401 || response.status === 403) return null
  const message = `upstream ${upstream.name} answered GET /v2/ with status ${response.status}`
  throw new RegistryError('UNAVAILABLE', { message })
}

function accessOnly(upstream: Upstream, value: string | null, seconds: number): Exchanged {
  return { access: boundTo(upstream, value), refresh: null, seconds }
}

function boundTo({ name, registry }: Upstream, value: string | null): Bound {
  return { upstream: name, registry, value }
}
