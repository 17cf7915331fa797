// Paths that are the gateway's own, whatever the routes document says.

/** First segments; '' is the page at `/`. */
const RESERVED = new Set([
  '',
  'v2',
  'api',
  'admin',
  'pixel',
  'badge',
  'data',
  'artifact',
  'hosts',
  'hosts.txt',
  'healthz',
  'token',
  'openapi.json',
  'feed.atom',
  'style.css',
  'robots.txt',
  'favicon.ico',
  'favicon.svg',
  '.well-known',
])

/** True for `/v2`, `/v2/...` and `/%762/...`: written with escapes, a name is the same name. */
export function isReserved(path: string): boolean {
  const segment = path.split('/')[1] ?? ''
  try {
    return RESERVED.has(decodeURIComponent(segment))
  } catch {
    return false
  }
}
