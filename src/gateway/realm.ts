// Whether a token realm may be asked, and be shown an account.
import type { Asking } from '../edge.ts'
import { isLoopback } from '../routing/loopback.ts'
import type { Upstream } from '../routing/routes.ts'
import { readPublicSuffixes, registrableDomain } from './public-suffix.ts'

/**
 * A registry's answer names the realm, so a hostile or broken registry could point it at anything, inner networks and
 * metadata services included (CVE-2020-15157, CVE-2026-33540). Trusted: https on the registry's own registrable
 * domain, an origin listed in the upstream's `realms`, and for a registry on this machine, this machine.
 */
export async function isTrustedRealm(edge: Asking, upstream: Upstream, realm: string): Promise<boolean> {
  const url = URL.canParse(realm) ? new URL(realm) : null
  if (url === null || url.username !== '' || url.password !== '') return false
  if (upstream.realms.includes(url.origin)) return true
  const registry = new URL(upstream.registry)
  if (isLoopback(registry.hostname)) return isLoopback(url.hostname)
  if (url.protocol !== 'https:') return false
  if (url.hostname === registry.hostname) return true
  // Companies' suffixes count: two customers of one hosting company are strangers.
  const suffixes = await readPublicSuffixes(edge)
  const domain = registrableDomain(suffixes, registry.hostname)
  return domain !== null && domain === registrableDomain(suffixes, url.hostname)
}
