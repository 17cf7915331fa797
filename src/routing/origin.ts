// `https://quay.io`: whom the routes document names.
import * as z from 'zod/mini'
import { isLoopback } from './loopback.ts'

/** The scheme, host and port of a registry or download host; https, or http on this machine. */
export const origin = z.pipe(
  z.string(),
  z.transform((text, context) => {
    const url = URL.canParse(text) ? new URL(text) : null
    const problem = originProblem(url)
    if (url === null || problem !== null) {
      const message = problem ?? 'must be an address such as "https://quay.io"'
      context.issues.push({ code: 'custom', message, input: text })
      return z.NEVER
    }
    return url.origin
  }),
)

function originProblem(url: URL | null): string | null {
  if (url === null) return 'must be an address such as "https://quay.io"'
  if (!isTrusted(url)) return 'must begin with https:// (plain http only for a host on this machine)'
  if (url.username !== '' || url.password !== '')
    return 'must hold no user name or password; use "credentials"'
  if (url.pathname !== '/' || url.search !== '' || url.hash !== '') return 'must end after the host'
  return null
}

/** https, or http to this machine. */
export function isTrusted({ protocol, hostname }: URL): boolean {
  return protocol === 'https:' || (protocol === 'http:' && isLoopback(hostname))
}
