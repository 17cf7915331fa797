// What a client holds in token mode: the upstreams' tokens, each with the name of the one it is for, in an envelope.
import { jwtDecrypt } from 'jose/jwt/decrypt'
import { EncryptJWT } from 'jose/jwt/encrypt'
import * as z from 'zod/mini'
import type { Edge } from '../../edge.ts'
import { RegistryError } from '../../oci/error.ts'
import type { Upstream } from '../../routing/routes.ts'
import type { Purpose, SealKeys } from './seal-key.ts'

/** Registries' own tokens are 4 KiB at the most, and clients read answers of 64 KiB with the token in them twice. */
const LENGTH_MAX = 16 * 1024

/** Direct encryption with authentication; unlike A256GCM, the same key may be used for more than 2^32 tokens. */
const HEADER = { alg: 'dir', enc: 'A256CBC-HS512' } as const

const boundSchema = z.strictObject({
  /** Name and address: an edited routes document may give the name to another registry. */
  upstream: z.string(),
  registry: z.string(),
  /** The `Authorization` to send to that upstream, or a refresh token of it; null where there is nothing to be shown. */
  value: z.nullable(z.string()),
  /** Present where the upstream refused the login, and that is to be said when the image is asked for. */
  isRefused: z.optional(z.literal(true)),
})
export type Bound = z.output<typeof boundSchema>

const sealedSchema = z.object({
  /** When it was sealed, milliseconds since 1970. */
  at: z.number(),
  /** Whether somebody logged in for it. */
  isLoggedIn: z.boolean(),
  bound: z.array(boundSchema),
})
export type Sealed = z.output<typeof sealedSchema>

export function isBoundTo(bound: Bound, { name, registry }: Pick<Upstream, 'name' | 'registry'>): boolean {
  return bound.upstream === name && bound.registry === registry
}

/** Sealed for this gateway's own host; `seconds` is how long it may be opened, null for ever. Throws if it gets too long. */
export async function seal(
  edge: Edge,
  keys: SealKeys,
  sealed: Sealed,
  { purpose, seconds }: { purpose: Purpose; seconds: number | null },
): Promise<string> {
  const envelope = new EncryptJWT(sealed).setProtectedHeader(HEADER).setIssuer(edge.origin)
  if (seconds !== null) envelope.setExpirationTime(Math.floor(sealed.at / 1000 + seconds))
  const text = await envelope.encrypt((await keys.of(edge))[purpose])
  if (text.length <= LENGTH_MAX) return text
  const message =
    'the registries gave tokens that are too long to be passed on; ask for fewer repositories at once'
  throw new RegistryError('UNAVAILABLE', { message, status: 502, isAboutUpstream: false })
}

/** null for what was not sealed here, for another purpose or host, was changed since, or has run out. */
export async function unseal(
  edge: Edge,
  keys: SealKeys,
  text: string,
  purpose: Purpose,
): Promise<Sealed | null> {
  if (text.length > LENGTH_MAX) return null
  const key = (await keys.of(edge))[purpose]
  try {
    const { payload } = await jwtDecrypt(text, key, {
      issuer: edge.origin,
      keyManagementAlgorithms: [HEADER.alg],
      contentEncryptionAlgorithms: [HEADER.enc],
      ...(purpose === 'access' ? { requiredClaims: ['exp'] } : {}),
    })
    return sealedSchema.safeParse(payload).data ?? null
  } catch {
    return null
  }
}
