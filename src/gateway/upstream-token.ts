// The gateway's own tokens for upstreams: one per repository, fetched once, kept until shortly before they end.
import { LRU } from 'tiny-lru'
import { discardBody } from '../body.ts'
import type { Asking } from '../edge.ts'
import { joinWork } from '../joined-work.ts'
import { type Challenge, parseChallenge } from '../oci/challenge.ts'
import { RegistryError } from '../oci/error.ts'
import type { Target, Upstream } from '../routing/routes.ts'
import { withoutWords } from './refusal.ts'
import { LIFETIME_SECONDS_MAX, type Login, requestToken } from './token-request.ts'

const TOKENS_MAX = 1000
/** A token is given up this long before its end, or at half its life if that is later. */
const SLACK_SECONDS = 10

/** How often a token that an upstream refuses may be fetched anew: some answer 401 for all that does not exist. */
const RENEWED_AFTER_MS = 1000

/** What to send as `Authorization`; null for nothing. */
type Authority = string | null

type Held = { challenge: Challenge; authorization: string | null; obtained: number; until: number }

/** The authority that upstreams are asked with, and how it is come by. */
export type UpstreamTokens = {
  /** The answer to `request`, which is given the `Authorization` to send, or null; asked again if it takes another one. */
  send: (edge: Asking, target: Target, request: SendWith) => Promise<Response>
}
type SendWith = (authorization: Authority) => Promise<Response>

/** Shared by everybody, since it is nobody's: what anybody could have, or the account that the upstream is given. */
export function createUpstreamTokens(): UpstreamTokens {
  const held = new LRU<Held>(TOKENS_MAX)
  const join = joinWork<string | null>()

  async function obtain(edge: Asking, target: Target, challenge: Challenge): Promise<string | null> {
    return join(keyOf(target), edge, async () => {
      const { authorization, seconds } = await grantFor(edge, target, challenge)
      const obtained = Date.now()
      const until = obtained + usableSeconds(seconds) * 1000
      held.set(keyOf(target), { challenge, authorization, obtained, until })
      return authorization
    })
  }

  /** null while the upstream has not asked for a token. Fetched anew once it has run out. */
  async function current(edge: Asking, target: Target): Promise<string | null> {
    const known = held.get(keyOf(target))
    if (known === undefined) return null
    if (known.until > Date.now()) return known.authorization
    try {
      return await obtain(edge, target, known.challenge)
    } catch {
      // The registry may have moved its realm, or want no token any more: it will say so when asked without one.
      held.delete(keyOf(target))
      return null
    }
  }

  /** After the upstream refused `refused`: another one by the challenge of `response`, or null if there is none to be had. */
  async function renewed(edge: Asking, target: Target, { refused, response }: Refusal): Promise<Authority> {
    const known = held.get(keyOf(target))
    // Another request may have been quicker, to a token or to learning that there is none.
    const isNews = known !== undefined && (known.authorization !== refused || refused === null)
    if (isNews && known.until > Date.now()) return known.authorization
    if (known !== undefined && Date.now() - known.obtained < RENEWED_AFTER_MS) return null
    const challenge = parseChallenge(response.headers.get('WWW-Authenticate')) ?? known?.challenge
    return challenge === undefined ? null : obtain(edge, target, challenge)
  }

  return {
    // Registries refuse a token with 401; public.ecr.aws, one that has run out with 400 and no challenge.
    send: async (edge, target, request) => {
      const { credentials } = target.upstream
      const asked = async (authorization: string | null) => {
        const response = await request(authorization)
        return response.status < 400 || credentials === undefined ? response : withoutWords(response)
      }
      const refused = await current(edge, target)
      const response = await asked(refused)
      if (response.status !== 401 && !(response.status === 400 && refused !== null)) return response
      const other = await renewed(edge, target, { refused, response })
      if (other === null || other === refused) return response
      await discardBody(response)
      return asked(other)
    },
  }
}

type Refusal = { refused: string | null; response: Response }

// A registry may be two upstreams with two accounts, and an edited document may change what a name stands for.
function keyOf({ upstream, repository }: Target): string {
  return `${upstream.registry} ${upstream.credentials ?? ''} ${repository}`
}

function usableSeconds(lifetime: number): number {
  const bounded = Math.min(lifetime, LIFETIME_SECONDS_MAX)
  return Math.max(bounded - SLACK_SECONDS, bounded / 2)
}

type Grant = { authorization: string | null; seconds: number }

/** With the upstream's account if it has one. */
async function grantFor(
  edge: Asking,
  { upstream, repository }: Target,
  challenge: Challenge,
): Promise<Grant> {
  const login = loginOf(edge, upstream)
  if (challenge.scheme === 'basic')
    return { authorization: login?.basic ?? null, seconds: LIFETIME_SECONDS_MAX }
  const question = { challenge, repositories: [repository], login, offline: false }
  const granted = await requestToken(edge, upstream, question)
  if (granted !== null) return { authorization: `Bearer ${granted.token}`, seconds: granted.seconds }
  if (upstream.credentials !== undefined) {
    const message = `upstream ${upstream.name} refused the account in ${upstream.credentials}`
    throw new RegistryError('UNAVAILABLE', { message })
  }
  // A repository that does not exist, or is not public: no token, and the registry's own answer stands.
  return { authorization: null, seconds: SLACK_SECONDS }
}

/** The secret that `credentials` names holds `user:password`. */
function loginOf(edge: Asking, { credentials }: Upstream): Extract<Login, { basic: string }> | null {
  const secret: unknown = credentials === undefined ? undefined : Reflect.get(edge.env, credentials)
  if (typeof secret !== 'string' || !secret.includes(':')) return null
  const basic = `Basic ${btoa(String.fromCharCode(...new TextEncoder().encode(secret)))}`
  return { basic, user: secret.slice(0, secret.indexOf(':')) }
}
