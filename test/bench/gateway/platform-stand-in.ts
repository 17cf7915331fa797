// What Cloudflare has beside a Worker, in a workerd of its own: KV, cache, queue, Analytics Engine, D1. It stores, counts
// and tells; D1 refuses, since nothing that is measured here should need it.
import { TALLIED } from './tally.ts'

type Stored = { bytes: ArrayBuffer; metadata: string | null }
type Cached = { status: number; headers: Headers; bytes: ArrayBuffer }

const namespaces = { config: new Map<string, Stored>(), manifests: new Map<string, Stored>() }
const cached = new Map<string, Cached>()
const counts = { messages: 0, events: 0, points: 0, queries: 0, reads: 0 }

/** The protocol of workerd's own bindings, as miniflare's simulators speak it. */
function namespace(stored: Map<string, Stored>) {
  return {
    fetch: async (request: Request): Promise<Response> => {
      const url = new URL(request.url)
      const key = decodeURIComponent(url.pathname.slice(1))
      if (request.method === 'POST') return bulk(stored, await request.json<{ keys: string[] }>())
      if (request.method === 'PUT') {
        stored.set(key, {
          bytes: await request.arrayBuffer(),
          metadata: request.headers.get('CF-KV-Metadata'),
        })
        return new Response(null)
      }
      counts.reads++
      const found = stored.get(key)
      if (found === undefined) return new Response('Not Found', { status: 404 })
      const { bytes, metadata } = found
      return new Response(bytes, { headers: metadata === null ? {} : { 'CF-KV-Metadata': metadata } })
    },
  }
}

function bulk(stored: Map<string, Stored>, { keys }: { keys: string[] }): Response {
  counts.reads++
  const text = ({ bytes }: Stored) => new TextDecoder().decode(bytes)
  const found = keys.map((key) => [key, stored.get(key)] as const)
  return Response.json(
    Object.fromEntries(found.map(([key, value]) => [key, value === undefined ? null : text(value)])),
  )
}

export const config = namespace(namespaces.config)
export const manifests = namespace(namespaces.manifests)

/** Puts arrive as a whole HTTP response in a body, asks as a GET that wants nothing but what is kept. */
export const cache = {
  fetch: async (request: Request): Promise<Response> => {
    if (request.method === 'PUT') {
      cached.set(request.url, parseResponse(await request.arrayBuffer()))
      return new Response(null, { status: 204 })
    }
    const found = cached.get(request.url)
    if (found === undefined)
      return new Response('Cache miss', { status: 504, headers: { 'CF-Cache-Status': 'MISS' } })
    const headers = new Headers(found.headers)
    headers.set('CF-Cache-Status', 'HIT')
    return new Response(found.bytes, { status: found.status, headers })
  },
}

function parseResponse(whole: ArrayBuffer): Cached {
  // The head is ASCII, so that a character is a byte.
  const end = new TextDecoder('latin1').decode(whole).indexOf('\r\n\r\n')
  const [first = '', ...lines] = new TextDecoder().decode(whole.slice(0, end)).split('\r\n')
  const headers = new Headers(lines.map((line): [string, string] => splitHeader(line)))
  const isChunked = headers.get('Transfer-Encoding') === 'chunked'
  if (isChunked) throw new Error('a cached answer is expected to have a length')
  return { status: Number(first.split(' ')[1]), headers, bytes: whole.slice(end + 4) }
}

function splitHeader(line: string): [string, string] {
  const colon = line.indexOf(':')
  return [line.slice(0, colon), line.slice(colon + 1).trim()]
}

export const queue = {
  fetch: async (request: Request): Promise<Response> => {
    // Read first: what is added to may change while a body is awaited.
    const body = await request.json()
    const together: unknown[] = Array.isArray(body) ? body : [body]
    counts.messages++
    counts.events += together.filter(hasEvent).length
    return Response.json({ metadata: { metrics: { backlogCount: 0, backlogBytes: 0 } } })
  },
}

function hasEvent(message: unknown): boolean {
  return typeof message === 'object' && message !== null && 'event' in message && message.event !== null
}

export const engine = {
  fetch: (): Response => {
    counts.points += TALLIED
    return new Response(null)
  },
}

export const database = {
  fetch: (): Response => {
    counts.queries++
    return new Response('there is no database here', { status: 500 })
  },
}

/** GET: what was counted. PUT /<key>: a value of the namespace CONFIG. */
export default {
  fetch: async (request: Request): Promise<Response> => {
    const key = new URL(request.url).pathname.slice(1)
    if (request.method === 'PUT')
      namespaces.config.set(key, { bytes: await request.arrayBuffer(), metadata: null })
    return Response.json(counts)
  },
}
