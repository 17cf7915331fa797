// WWW-Authenticate, as registries use it.

export type Challenge =
  | { scheme: 'basic' }
  | {
      scheme: 'bearer'
      /** Where tokens are given out; not yet checked to be somewhere we trust. */
      realm: string
      service: string | null
      /** The registry's own word, e.g. `invalid_token`. */
      error: string | null
    }

const PARAMETER = /([a-z_]+)\s*=\s*(?:"((?:\\.|[^"\\])*)"|([^\s,"]+))/gi

/**
 * Reads `Bearer realm="…",service="…",scope="…"` (RFC 6750 section 3) with its parameters in any order, or `Basic`.
 * The scope is not kept: ghcr.io names a placeholder there, and the one to ask for is known from the request.
 * Returns null where there is neither.
 */
export function parseChallenge(header: string | null): Challenge | null {
  const [, scheme, rest] = /^\s*(bearer|basic)\b(.*)$/is.exec(header ?? '') ?? []
  if (scheme === undefined || rest === undefined) return null
  if (scheme.toLowerCase() === 'basic') return { scheme: 'basic' }
  const parameters = new Map<string, string>()
  for (const [, key, quoted, bare] of rest.matchAll(PARAMETER)) {
    if (key !== undefined) parameters.set(key.toLowerCase(), quoted?.replace(/\\(.)/g, '$1') ?? bare ?? '')
  }
  const realm = parameters.get('realm')
  if (realm === undefined) return null
  const error = parameters.get('error') ?? null
  return { scheme: 'bearer', realm, service: parameters.get('service') ?? null, error }
}
