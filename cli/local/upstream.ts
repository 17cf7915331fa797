// The upstreams of a local run: one per `--upstream URL`, or the stand-in registry when none is given.
import { isRepository } from '../../src/oci/name.ts'
import { isLoopback } from '../../src/routing/loopback.ts'
import { StartError } from './start-error.ts'

export type Upstream = { registry: string; namespace: string; blobs: 'auto' }
export type Upstreams = Record<string, Upstream>

/** The name the stand-in registry has in the routes document, and the namespace its content lies under. */
export const STAND_IN_NAME = 'local'
export const STAND_IN_NAMESPACE = 'jetstack'

// Fixed words, so that scripts can name an upstream without reading anything; their number is the limit.
const NAMES = [
  'first',
  'second',
  'third',
  'fourth',
  'fifth',
  'sixth',
  'seventh',
  'eighth',
  'ninth',
  'tenth',
] as const

/** `['http://127.0.0.1:5000/jetstack']` becomes `{ first: { registry: 'http://127.0.0.1:5000', namespace: 'jetstack', … } }`. */
export function parseUpstreams(urls: string[]): Upstreams {
  if (urls.length > NAMES.length)
    throw new StartError(`--upstream was given ${urls.length} times; the most is ${NAMES.length}`)
  return Object.fromEntries(
    NAMES.slice(0, urls.length).map((name, index) => [name, parse(urls[index] ?? '')]),
  )
}

export function standInUpstream(registry: string): Upstreams {
  return { [STAND_IN_NAME]: { registry, namespace: STAND_IN_NAMESPACE, blobs: 'auto' } }
}

function parse(text: string): Upstream {
  if (!URL.canParse(text)) {
    throw new StartError(
      `--upstream ${text}: not an address; write one such as http://127.0.0.1:5000/jetstack or https://quay.io/jetstack`,
    )
  }
  const url = new URL(text)
  const problem = problemOf(url)
  // A password must not be repeated on the screen, so the address is named without it.
  if (problem !== null) throw new StartError(`--upstream ${url.host}${url.pathname}: ${problem}`)
  return { registry: url.origin, namespace: namespaceOf(url), blobs: 'auto' }
}

function problemOf(url: URL): string | null {
  if (url.protocol !== 'https:' && url.protocol !== 'http:')
    return `${url.protocol}// is not spoken here; use https://, or http:// for a registry on this machine`
  if (url.protocol === 'http:' && !isLoopback(url.hostname))
    return 'plain http:// is only for a registry on this machine; use https://'
  if (url.username !== '' || url.password !== '')
    return 'leave the user name and password out; a local run pulls what is public'
  if (url.search !== '' || url.hash !== '') return 'leave out everything from the ? or # on'
  const namespace = namespaceOf(url)
  if (namespace !== '' && !isRepository(namespace))
    return `"${namespace}" cannot be a namespace; it is lower-case letters and digits, with . _ - and / between them`
  return null
}

function namespaceOf(url: URL): string {
  return url.pathname.replace(/^\/|\/$/g, '')
}
