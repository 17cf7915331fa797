// The Link header that pages through tags and referrers (RFC 8288).

/** What registries put into the address of a next page: the spec's two, and Quay's own token. */
const PAGE_PARAMETERS = ['n', 'last', 'next_page', 'artifactType']

/**
 * The upstream's next page as ours:
 *
 *     <https://quay.io/v2/jetstack/x/tags/list?n=50&last=v1.2>; rel="next"
 *     </v2/x/tags/list?n=50&last=v1.2>; rel="next"
 *
 * Relative, because go-containerregistry and oras-go refuse another origin and every client resolves a relative one.
 * Returns null where there is no next page.
 */
export function rewriteNextLink(link: string | null, path: string): string | null {
  const target = /<([^>]*)>\s*;[^,]*\brel\s*=\s*"?next"?/i.exec(link ?? '')?.[1]
  if (target === undefined) return null
  const query = pageQuery(new URL(target, 'https://upstream.invalid/').searchParams)
  return `<${path}${query}>; rel="next"`
}

/** The query of a page request with everything dropped that is not about pages, `?` included; empty if nothing is left. */
export function pageQuery(parameters: URLSearchParams): string {
  const kept = new URLSearchParams()
  for (const key of PAGE_PARAMETERS) {
    for (const value of parameters.getAll(key)) kept.append(key, value)
  }
  return kept.size > 0 ? `?${kept.toString()}` : ''
}
