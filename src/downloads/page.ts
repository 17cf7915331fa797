// Which page of a documentation site a view is of.
import { isSafeValue } from '../routing/template.ts'

const PATH_LENGTH_MAX = 200

export type Page = {
  origin: string
  /** `/docs/install`, without what differs between addresses of one page; null for one too odd to be counted by. */
  path: string | null
}

/** What a request for a pixel says of where it stands. */
export type Said = { page: string | null; referer: string | null }

/**
 * The page that is named, else the one that refers to the pixel; null for one of another site, and where neither says
 * anything. A page of another site cannot name one of this one.
 */
export function pageOf(origins: string[], { page, referer }: Said): Page | null {
  const from = referer === null || referer === '' ? null : urlOf(referer)
  if (from !== null && !isOf(origins, from)) return null
  if (page === null)
    return from === null || from === 'none' ? null : { origin: from.origin, path: pathOf(from) }
  const named = urlOf(page, from === null || from === 'none' ? origins[0] : from.origin)
  return named === 'none' || !isOf(origins, named) ? null : { origin: named.origin, path: pathOf(named) }
}

function urlOf(text: string, base?: string): URL | 'none' {
  return URL.canParse(text, base) ? new URL(text, base) : 'none'
}

function isOf(origins: string[], url: URL | 'none'): boolean {
  return url !== 'none' && origins.includes(url.origin)
}

/** `/docs/` and `/docs/index.html` are `/docs`, the first page is `/index`. No query: it may say who reads. */
export function pathOf({ pathname }: URL): string | null {
  const path = pathname
    .replaceAll(/\/{2,}/g, '/')
    .replace(/\/index\.html?$/, '/')
    .replace(/(?<=.)\/$/, '')
  if (path === '/') return '/index'
  return path.length <= PATH_LENGTH_MAX && isSafeValue(path.slice(1)) ? path : null
}
