// Names under which strangers have names: of a country, or of a company with customers, by the public suffix list.
import { withDeadline } from '../deadline.ts'
import type { Asking } from '../edge.ts'
import { joinWork } from '../joined-work.ts'
import { logFailure } from '../log.ts'
import { RegistryError } from '../oci/error.ts'

const FILE = 'public-suffix-list.txt'
const READ_MS_MAX = 2000

export type PublicSuffixes = ReadonlySet<string>

/** Deployed with the Worker, so what has been read stays true. */
let known: PublicSuffixes | null = null
const join = joinWork<PublicSuffixes>()

/** Read when it is first needed; throws `UNAVAILABLE` if that cannot be done. */
export async function readPublicSuffixes(edge: Asking): Promise<PublicSuffixes> {
  if (known !== null) return known
  return join(FILE, edge, async () => {
    try {
      return (known = parsePublicSuffixes(await withDeadline(edge.readAsset(FILE), READ_MS_MAX)))
    } catch (error) {
      logFailure('the public suffix list cannot be read', { reason: String(error) })
      const message = 'this registry cannot check just now whose tokens it is offered; try again in a minute'
      throw new RegistryError('UNAVAILABLE', { message, isAboutUpstream: false })
    }
  })
}

/** One rule a line, as publicsuffix.org has them. */
export function parsePublicSuffixes(text: string): PublicSuffixes {
  return new Set(text.split('\n'))
}

/** What somebody has registered, `docker.io` of `auth.docker.io`; null for a suffix itself, an address or `localhost`. */
export function registrableDomain(suffixes: PublicSuffixes, host: string): string | null {
  const labels = host.split('.')
  if (labels.includes('') || /^\d+$/.test(labels.at(-1) ?? '')) return null
  const length = suffixLength(suffixes, labels)
  return length === labels.length ? null : labels.slice(-length - 1).join('.')
}

/** In labels: the longest rule that fits, or an exception without its first; of a name that is in no rule the last. */
function suffixLength(suffixes: PublicSuffixes, labels: string[]): number {
  for (let length = labels.length; length > 1; length--) {
    const [first = '', ...others] = labels.slice(-length)
    const rest = others.join('.')
    if (suffixes.has(`!${first}.${rest}`)) return length - 1
    if (suffixes.has(`${first}.${rest}`) || suffixes.has(`*.${rest}`)) return length
  }
  return 1
}
