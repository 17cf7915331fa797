// What lets a command in where a gateway is changed.
import { UsageFailure } from '../command/failure.ts'
import type { Globals } from '../command/global.ts'

export type Credentials = Pick<Globals, 'token' | 'accessClientId' | 'accessClientSecret'>

/** Refused as a header by `fetch`, whose sentence repeats it. */
const PRINTABLE = /^[\x21-\x7e]+$/

/**
 * The headers of a request to the control plane, null where there is nothing to get in with: the gateway's token, a service
 * token of the Cloudflare Access that stands before it, or both. Throws a UsageFailure, which repeats neither, for what can
 * be no token.
 */
export function credentialHeaders(credentials: Credentials): Record<string, string> | null {
  const { token, accessClientId: id, accessClientSecret: secret } = credentials
  if ((id === null) !== (secret === null))
    throw new UsageFailure(
      'a service token of Cloudflare Access has two parts: set FAIRLEAD_ACCESS_CLIENT_ID and FAIRLEAD_ACCESS_CLIENT_SECRET, or neither',
    )
  for (const [text, what] of [
    [token, 'FAIRLEAD_ADMIN_TOKEN to the token'],
    [id, 'FAIRLEAD_ACCESS_CLIENT_ID to the id'],
    [secret, 'FAIRLEAD_ACCESS_CLIENT_SECRET to the secret'],
  ] as const)
    if (text !== null && !PRINTABLE.test(text.trim()))
      throw new UsageFailure(
        `the token has a space, a line break or a letter in it that no token has: set ${what} alone`,
      )
  if (token === null && id === null) return null
  return {
    ...(token === null ? {} : { Authorization: `Bearer ${token.trim()}` }),
    ...(id === null || secret === null
      ? {}
      : { 'CF-Access-Client-Id': id.trim(), 'CF-Access-Client-Secret': secret.trim() }),
  }
}
