// Whom Cloudflare Access has let through, by the assertion that it adds to each request.
import * as errors from 'jose/errors'
import { createRemoteJWKSet, customFetch } from 'jose/jwks/remote'
import { jwtVerify } from 'jose/jwt/verify'
import type { JWTVerifyGetKey } from 'jose'
import * as z from 'zod/mini'
import { readBody } from '../body.ts'
import type { Edge } from '../edge.ts'
import { forward } from '../gateway/forward.ts'
import { logFailure } from '../log.ts'
import type { AdminSettings } from '../settings.ts'
import { AdminError } from './answer.ts'

export const ASSERTION = 'Cf-Access-Jwt-Assertion'
const KEYS_BYTES_MAX = 64 * 1024
const SKEW_SECONDS = 5
/** A service token has no subject, and its client id in the place of a name. */
const claimsSchema = z.object({ sub: z.string(), common_name: z.optional(z.string()) })

type Access = NonNullable<AdminSettings['access']>

/** Reads an assertion's subject, null where it proves nothing. Throws where the team's keys cannot be had. */
export type ReadAssertion = (edge: Edge, access: Access, assertion: string) => Promise<string | null>

/** The keys are kept for ten minutes, and fetched anew for one that is not among them, twice a minute at most. */
export function createAccess(): ReadAssertion {
  const keysOf = new Map<string, JWTVerifyGetKey>()
  return async (edge, access, assertion) => {
    const keys = keysOf.get(access.issuer) ?? remoteKeys(edge, access)
    keysOf.set(access.issuer, keys)
    try {
      const { payload } = await jwtVerify(assertion, keys, {
        algorithms: ['RS256'],
        audience: access.audience,
        issuer: access.issuer,
        requiredClaims: ['exp', 'sub'],
        clockTolerance: SKEW_SECONDS,
      })
      const claims = claimsSchema.safeParse(payload)
      return claims.success ? claims.data.sub || (claims.data.common_name ?? null) : null
    } catch (error) {
      if (isTheAssertions(error)) return null
      logFailure('the keys of Cloudflare Access cannot be had', { reason: String(error) })
      const message = 'whom Cloudflare Access let through cannot be checked now: its keys cannot be had'
      throw new AdminError({ status: 503, message, headers: { 'Retry-After': '30' } })
    }
  }
}

/** The fault of whoever sent it, as against that of the keys or the way to them. */
function isTheAssertions(error: unknown): boolean {
  return (
    error instanceof errors.JWTInvalid ||
    error instanceof errors.JWTExpired ||
    error instanceof errors.JWTClaimValidationFailed ||
    error instanceof errors.JWSInvalid ||
    error instanceof errors.JWSSignatureVerificationFailed ||
    error instanceof errors.JOSEAlgNotAllowed ||
    error instanceof errors.JOSENotSupported ||
    error instanceof errors.JWKSNoMatchingKey ||
    // It names no key, and there are two.
    error instanceof errors.JWKSMultipleMatchingKeys
  )
}

function remoteKeys(edge: Edge, { issuer }: Access): JWTVerifyGetKey {
  // It outlives the request that it was first made for.
  const own = { ...edge, deadlineAt: Infinity, waitUntil: () => undefined }
  return createRemoteJWKSet(new URL(`${issuer}/cdn-cgi/access/certs`), {
    timeoutDuration: edge.settings.upstreamTimeoutMs,
    [customFetch]: async (address) => {
      const response = await forward(own, { name: 'Cloudflare Access' }, new Request(address))
      return new Response(await readBody(response, KEYS_BYTES_MAX), { status: response.status })
    },
  })
}
