// The gateway's own tokens for upstreams: one per repository, fetched once, kept until shortly before they end.
import { LRUCache } from 'lru-cache'
import * as z from 'zod'
import type { Edge } from '../edge.ts'
import { joinWork } from '../joined-work.ts'
import { type Challenge, parseChallenge } from '../oci/challenge.ts'
import { RegistryError } from '../oci/error.ts'
import type { Target, Upstream } from '../routing/routes.ts'
import { discardBody, readBody } from '../body.ts'
import { forward, brokenOff } from './forward.ts'
import { isTrustedRealm } from './realm.ts'
import { refusalOf } from './refusal.ts'

const TOKENS_MAX = 1000
const BODY_BYTES_MAX = 64 * 1024
/** What an answer without `expires_in` means, by the distribution token specification. */
const LIFETIME_SECONDS_DEFAULT = 60
const LIFETIME_SECONDS_MAX = 3600
/** A token is given up this long before its end, or at half its life if that is later. */
const SLACK_SECONDS = 10

/** How often a token that an upstream refuses may be fetched anew: some answer 401 for all that does not exist. */
const RENEWED_AFTER_MS = 1000

/** What can be sent in a header; an empty one is none. */
const token = z
  .string()
  .regex(/^[\x21-\x7e]+$/)
  .optional()
  .catch(undefined)
const tokenSchema = z.object({
  token,
  access_token: token,
  expires_in: z.coerce.number().positive().catch(LIFETIME_SECONDS_DEFAULT),
})

type Held = { challenge: Challenge; authorization: string | null; obtained: number; until: number }

export type UpstreamTokens = {
  /** The `Authorization` to send: null while the upstream has not asked for one. Fetched anew once it has run out. */
  current: (edge: Edge, target: Target) => Promise<string | null>
  /** After the upstream refused `refused`: another one by the challenge of `response`, or null if there is none to be had. */
  renewed: (edge: Edge, target: Target, refused: string | null, response: Response) => Promise<string | null>
}

export function createUpstreamTokens(): UpstreamTokens {
  const held = new LRUCache<string, Held>({ max: TOKENS_MAX })
  const join = joinWork<string | null>()

  async function obtain(edge: Edge, target: Target, challenge: Challenge): Promise<string | null> {
    return join(keyOf(target), edge, async () => {
      const { authorization, seconds } = await requestToken(edge, target, challenge)
      const obtained = Date.now()
      const until = obtained + usableSeconds(seconds) * 1000
      held.set(keyOf(target), { challenge, authorization, obtained, until })
      return authorization
    })
  }

  return {
    current: async (edge, target) => {
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
    },
    renewed: async (edge, target, refused, response) => {
      const known = held.get(keyOf(target))
      // Another request may have been quicker, to a token or to learning that there is none.
      const isNews = known !== undefined && (known.authorization !== refused || refused === null)
      if (isNews && known.until > Date.now()) return known.authorization
      if (known !== undefined && Date.now() - known.obtained < RENEWED_AFTER_MS) return null
      const challenge = parseChallenge(response.headers.get('WWW-Authenticate')) ?? known?.challenge
      return challenge === undefined ? null : obtain(edge, target, challenge)
    },
  }
}

// A registry may be two upstreams with two accounts, and an edited document may change what a name stands for.
function keyOf({ upstream, repository }: Target): string {
  return `${upstream.registry} ${upstream.credentials ?? ''} ${repository}`
}

function usableSeconds(lifetime: number): number {
  const bounded = Math.min(lifetime, LIFETIME_SECONDS_MAX)
  return Math.max(bounded - SLACK_SECONDS, bounded / 2)
}

type Granted = { authorization: string | null; seconds: number }

/** Token specification of distribution: `GET realm?service=…&scope=…`, with the upstream's account if it has one. */
async function requestToken(
  edge: Edge,
  { upstream, repository }: Target,
  challenge: Challenge,
): Promise<Granted> {
  const basic = basicOf(edge, upstream)
  if (challenge.scheme === 'basic') return { authorization: basic, seconds: LIFETIME_SECONDS_MAX }
  if (!isTrustedRealm(challenge.realm, upstream)) {
    throw refusal(upstream, `names a token realm that is not on its own domain: ${originOf(challenge.realm)}`)
  }
  const url = new URL(challenge.realm)
  if (challenge.service !== null) url.searchParams.set('service', challenge.service)
  url.searchParams.set('scope', `repository:${repository}:pull`)
  const headers: Record<string, string> = basic === null ? {} : { Authorization: basic }
  const response = await forward(edge, upstream, new Request(url, { headers, redirect: 'manual' }))
  return grantedBy(edge, response, { upstream, repository })
}

async function grantedBy(edge: Edge, response: Response, target: Target): Promise<Granted> {
  const { upstream } = target
  // A repository that does not exist, or is not public: no token, and the registry's own answer stands.
  if (response.status === 401 || response.status === 403) {
    await discardBody(response)
    if (upstream.credentials !== undefined)
      throw refusal(upstream, `refused the account in ${upstream.credentials}`)
    return { authorization: null, seconds: SLACK_SECONDS }
  }
  if (response.status === 429 || response.status >= 500)
    throw await refusalOf(response, target, 'NAME_UNKNOWN')
  if (response.status !== 200) {
    await discardBody(response)
    throw refusal(upstream, `answered the token request with status ${response.status}`)
  }
  const body = await readBody(response, BODY_BYTES_MAX).catch((error: unknown) => {
    throw brokenOff(edge, upstream, error)
  })
  const answer = tokenSchema.safeParse(parseJson(body))
  const value = answer.data?.access_token ?? answer.data?.token
  if (value === undefined) throw refusal(upstream, 'answered the token request without a token')
  return { authorization: `Bearer ${value}`, seconds: answer.data?.expires_in ?? LIFETIME_SECONDS_DEFAULT }
}

/** The secret that `credentials` names holds `user:password`. */
function basicOf(edge: Edge, upstream: Upstream): string | null {
  if (upstream.credentials === undefined) return null
  const secret: unknown = Reflect.get(edge.env, upstream.credentials)
  if (typeof secret !== 'string' || !secret.includes(':')) return null
  return `Basic ${btoa(String.fromCharCode(...new TextEncoder().encode(secret)))}`
}

function refusal(upstream: Upstream, what: string): RegistryError {
  return new RegistryError('UNAVAILABLE', { message: `upstream ${upstream.name} ${what}` })
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
