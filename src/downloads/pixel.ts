// `/pixel/<site>.gif`: the views of documentation pages, without anything that could tell one reader from another.
import { logFailure } from '../log.ts'
import { RegistryError } from '../oci/error.ts'
import type { Served } from '../served.ts'
import { refusal } from './answer.ts'
import type { DownloadCall } from './call.ts'
import { type Page, pageOf, pathOf } from './page.ts'

export type Viewed = {
  response: Response
  /** What was viewed, after a look that the reader does not wait for; or why that is not counted. */
  view: Promise<Served[]> | 'do_not_track' | 'foreign_page' | null
}

/** One transparent dot. */
const GIF = Uint8Array.fromBase64('R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7')
const ADDRESS_LENGTH_MAX = 4096
const DAY_MS = 24 * 60 * 60 * 1000

export function answerPixel(call: DownloadCall, now: number): Viewed {
  const { request, url, config } = call
  if (url.href.length > ADDRESS_LENGTH_MAX)
    return { response: refusal(414, 'this address is too long'), view: null }
  const site = /^\/pixel\/([a-z0-9-]{1,32})\.gif$/.exec(url.pathname)?.[1] ?? ''
  const origins = config.routes.sites.get(site)
  if (origins === undefined) return { response: refusal(404, 'there is no such site'), view: null }
  if (!['GET', 'HEAD'].includes(request.method))
    return { response: refusal(405, 'here is nothing but GET and HEAD', { Allow: 'GET, HEAD' }), view: null }
  if (['DNT', 'Sec-GPC'].some((name) => request.headers.get(name) === '1'))
    return { response: pixel(request, { 'Cache-Control': 'no-store' }), view: ifGet(request, 'do_not_track') }
  const said = { page: url.searchParams.get('page'), referer: request.headers.get('Referer') }
  const page = pageOf(origins, said)
  if (page === null)
    return { response: pixel(request, { 'Cache-Control': 'no-store' }), view: ifGet(request, 'foreign_page') }
  // A page that is named makes an address of its own, and a browser's copy then tells nothing of the site.
  const isVisit = said.page === null && !wasHereToday(request, now)
  const response = pixel(request, said.page === null ? dayHeaders(now) : { 'Cache-Control': 'no-store' })
  return { response, view: request.method === 'GET' ? viewOf(call, { site, page, origins, isVisit }) : null }
}

function ifGet<T>(request: Request, value: T): T | null {
  return request.method === 'GET' ? value : null
}

function pixel(request: Request, headers: Record<string, string>): Response {
  return new Response(request.method === 'HEAD' ? null : GIF, {
    headers: {
      'Content-Type': 'image/gif',
      'Content-Length': String(GIF.byteLength),
      // For pages that embed only what allows it.
      'Cross-Origin-Resource-Policy': 'cross-origin',
      ...headers,
    },
  })
}

/**
 * The browser keeps the dot and asks each time whether it has changed. What it then says is the day of its last view,
 * the same for every reader of that day, so it counts readers and cannot know them. `no-store` would keep it from that;
 * shared caches are told not to keep anything.
 */
function dayHeaders(now: number): Record<string, string> {
  return {
    'Cache-Control': 'private, no-cache',
    'CDN-Cache-Control': 'no-store',
    'Last-Modified': new Date(now - (now % DAY_MS)).toUTCString(),
  }
}

function wasHereToday(request: Request, now: number): boolean {
  const last = Date.parse(request.headers.get('If-Modified-Since') ?? '')
  return Math.floor(last / DAY_MS) === Math.floor(now / DAY_MS)
}

type View = { site: string; page: Page; origins: string[]; isVisit: boolean }

/** A page that its site says it has not is a view of the site: names are made by pages, not by whoever asks. */
async function viewOf(call: DownloadCall, { site, page, origins, isVisit }: View): Promise<Served[]> {
  const isPage = page.path !== null && !(await isMissing(call, origins, page))
  const common = { upstream: null, saved: null }
  return [
    { artifact: isPage ? `${site}${page.path ?? ''}` : site, ...common, what: { kind: 'page' } },
    ...(isVisit ? [{ artifact: site, ...common, what: { kind: 'visit' } } satisfies Served] : []),
  ]
}

async function isMissing(
  { edge, memory }: DownloadCall,
  origins: string[],
  { origin, path }: Page,
): Promise<boolean> {
  const address = origin + (path === '/index' ? '/' : (path ?? ''))
  const isSame = (location: string) => {
    const url = URL.canParse(location, address) ? new URL(location, address) : null
    return url !== null && origins.includes(url.origin) && pathOf(url) === path
  }
  try {
    return (await memory.addresses.ask(edge, address, isSame)) === 'missing'
  } catch (error) {
    if (!(error instanceof RegistryError)) throw error
    logFailure(error.message, { site: origin })
    return false
  }
}
