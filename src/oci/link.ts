// The Link header that pages through tags and referrers (RFC 8288).

/** What registries tell the next page by: the spec's `last`, Quay's token and Amazon's. */
const CURSORS = ['last', 'next_page', 'nextToken']
const PAGE_PARAMETERS = ['n', ...CURSORS, 'artifactType']

/** One link of the header: its address, and its parameters with their quoted values. */
const LINK = /<([^>]*)>((?:\s*;\s*[^\s=;,"]+\s*(?:=\s*(?:"[^"]*"|[^\s;,"]*))?)*)/g

/**
 * The upstream's next page as ours:
 *
 *     <https://quay.io/v2/jetstack/x/tags/list?n=50&last=v1.2>; rel="next"
 *     </v2/x/tags/list?n=50&last=v1.2>; rel="next"
 *
 * Relative, because go-containerregistry and oras-go refuse another origin and every client resolves a relative one.
 * Returns null where there is no next page, or none that a client could be sent to without going in circles.
 */
export function rewriteNextLink(link: string | null, path: string): string | null {
  const target = [...(link ?? '').matchAll(LINK)].find(([, , parameters]) => isNext(parameters ?? ''))?.[1]
  if (target === undefined || !URL.canParse(target, 'https://upstream.invalid/')) return null
  const { searchParams } = new URL(target, 'https://upstream.invalid/')
  if (!CURSORS.some((cursor) => searchParams.has(cursor))) return null
  return `<${path}${pageQuery(searchParams)}>; rel="next"`
}

function isNext(parameters: string): boolean {
  return /;\s*rel\s*=\s*(?:"(?:[^"]*\s)?next(?:\s[^"]*)?"|next(?=\s|;|$))/i.test(parameters)
}

/** The query of a page request with everything dropped that is not about pages, `?` included; empty if nothing is left. */
export function pageQuery(parameters: URLSearchParams): string {
  const kept = new URLSearchParams()
  for (const key of PAGE_PARAMETERS) {
    const value = parameters.get(key)
    if (value !== null) kept.append(key, value)
  }
  return kept.size > 0 ? `?${kept.toString()}` : ''
}
