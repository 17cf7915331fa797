// Whether a token realm may be asked, and be shown an account.
import { getDomain } from 'tldts'
import { isLoopback } from '../routing/loopback.ts'
import type { Upstream } from '../routing/routes.ts'

/**
 * A registry's answer names the realm, so a hostile or broken registry could point it at anything, inner networks and
 * metadata services included (CVE-2020-15157, CVE-2026-33540). Trusted: https on the registry's own registrable
 * domain, an origin listed in the upstream's `realms`, and for a registry on this machine, this machine.
 */
export function isTrustedRealm(realm: string, upstream: Upstream): boolean {
  const url = URL.canParse(realm) ? new URL(realm) : null
  if (url === null || url.username !== '' || url.password !== '') return false
  if (upstream.realms.includes(url.origin)) return true
  const registry = new URL(upstream.registry)
  if (isLoopback(registry.hostname)) return isLoopback(url.hostname)
  if (url.protocol !== 'https:') return false
  return url.hostname === registry.hostname || shareRegistrableDomain(url.hostname, registry.hostname)
}

function shareRegistrableDomain(a: string, b: string): boolean {
  // Private suffixes count: two customers of one hosting company are strangers.
  const domain = getDomain(a, { allowPrivateDomains: true })
  return domain !== null && domain === getDomain(b, { allowPrivateDomains: true })
}
