// WWW-Authenticate, as registries use it.
import type { Repository } from './name.ts'

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

export type OwnChallenge = {
  realm: string
  service: string
  /** What the client should ask for; null where no repository is meant. */
  repository: Repository | null
  /**
   * `invalid_token`: another one is to be asked for. `insufficient_scope`: it does not open this. null: there was none.
   * A sentence is allowed as well (RFC 6750 section 3 bounds its letters only), and all that containerd shows.
   */
  error: string | null
  /** For the person; Docker shows it. */
  description: string
}

/**
 * The challenge of this registry. containerd asks for another token only if there is an `error`, and clients that put
 * together a scope of their own leave ours out if it is the same.
 */
export function writeChallenge({ realm, service, repository, error, description }: OwnChallenge): string {
  const parts = [`realm="${realm}"`, `service="${service}"`]
  if (repository !== null) parts.push(`scope="repository:${repository}:pull"`)
  if (error !== null) parts.push(`error="${plain(error)}"`, `error_description="${plain(description)}"`)
  return `Bearer ${parts.join(',')}`
}

/** Printable ASCII without quotes and backslashes (RFC 6750 section 3). */
function plain(text: string): string {
  return text.replaceAll('"', "'").replace(/[^\x20-\x7e]|\\/g, '?')
}
