// A network with nothing in it but these stand-ins, to put in the place of `globalThis.fetch`.
import { gunzip } from './content/gzip.ts'
import type { Registry } from './registry.ts'

const REDIRECTS_MAX = 10

// The runtime asks for compression unless told not to, and undoes it when the body is read.
const sent = (request: Request): Request => {
  if (request.headers.has('accept-encoding')) return request
  const headers = new Headers(request.headers)
  headers.set('accept-encoding', 'br, gzip')
  return new Request(request, { headers })
}

const received = async (response: Response): Promise<Response> => {
  if (response.headers.get('content-encoding') !== 'gzip') return response
  const bytes = await gunzip(new Uint8Array(await response.arrayBuffer()))
  return new Response(bytes, { status: response.status, headers: response.headers, encodeBody: 'manual' })
}

const ask = async (registries: readonly Registry[], request: Request): Promise<Response> => {
  const { origin } = new URL(request.url)
  const registry = registries.find((each) => each.origin === origin || each.cdnOrigin === origin)
  if (registry === undefined)
    throw new Error(`no such address in this test: ${request.method} ${request.url}`)
  return registry.fetch(sent(request))
}

/** A `fetch` that knows the registries' origins and throws on any other; what it refuses, it rejects. */
export const networkOf = (...registries: Registry[]): typeof fetch => {
  const follow = async (request: Request, hops: number): Promise<Response> => {
    const response = await ask(registries, request)
    const location = response.headers.get('location')
    if (location === null || request.redirect !== 'follow') return received(response)
    if (hops === REDIRECTS_MAX) throw new TypeError('too many redirects')
    const next = new URL(location, request.url)
    const headers = new Headers(request.headers)
    if (next.origin !== new URL(request.url).origin) headers.delete('authorization')
    return follow(new Request(next, { headers, method: request.method, signal: request.signal }), hops + 1)
  }
  return async (input, init) => follow(new Request(input, init), 0)
}
