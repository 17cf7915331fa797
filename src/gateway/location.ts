// Where an upstream sends us, or a client, for what it does not answer itself.
import { RegistryError } from '../oci/error.ts'
import { isLoopback } from '../routing/loopback.ts'
import type { Upstream } from '../routing/routes.ts'

export function isRedirect(response: Response): boolean {
  return [301, 302, 303, 307, 308].includes(response.status)
}

/**
 * The absolute address that a redirect of `upstream` leads to; Google's registries send a relative one. Throws
 * `UNAVAILABLE` for an address that must not be handed out: not https, or a host that is no public name.
 */
export function locationOf(response: Response, asked: string, upstream: Upstream): string {
  const location = response.headers.get('Location') ?? ''
  const url = URL.canParse(location, asked) ? new URL(location, asked) : null
  if (location !== '' && url !== null && isHandedOut(url, new URL(upstream.registry))) return url.href
  const message = `upstream ${upstream.name} redirected to an address that is not a public https address`
  throw new RegistryError('UNAVAILABLE', { message, status: 502 })
}

function isHandedOut(url: URL, registry: URL): boolean {
  if (isLoopback(registry.hostname)) return isLoopback(url.hostname) || isPublicHttps(url)
  return isPublicHttps(url)
}

// Content hosts are names. An address in numbers is an inner network at worst and unverifiable at best.
function isPublicHttps(url: URL): boolean {
  if (url.protocol !== 'https:' || url.username !== '' || url.password !== '') return false
  const hostname = url.hostname.replace(/\.$/, '')
  if (!hostname.includes('.') || /^[\d.]+$|^\[/.test(hostname)) return false
  return !/\.(?:internal|local|localhost|svc|home|lan|corp)$/.test(hostname)
}
