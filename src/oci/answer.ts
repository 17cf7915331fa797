// What every answer under /v2 has in common.

/** Old Docker clients (20.10 and before) take a host without this header for a v1 registry. */
const API_VERSION = 'Docker-Distribution-API-Version'

/** A JSON answer with its length, which HEAD then has as well. */
export function jsonAnswer(
  value: unknown,
  init: { status?: number; headers?: Record<string, string> } = {},
): Response {
  const bytes = new TextEncoder().encode(JSON.stringify(value))
  const headers = {
    'Content-Type': 'application/json',
    'Content-Length': String(bytes.byteLength),
    ...init.headers,
  }
  return registryAnswer(bytes, headers, init.status)
}

/**
 * The headers of a response under `/v2`: the given ones, which it takes over, and one more. A response copies them, so they
 * can be made once for what is answered often; workerd reads a plain object anew for each response, which takes twice as long.
 */
export function registryHeaders(headers: Record<string, string>): Headers {
  headers[API_VERSION] = 'registry/2.0'
  return new Headers(headers)
}

/** A response under `/v2`. A HEAD answer passes a null body and its own Content-Length: workerd keeps that one. */
export function registryAnswer(
  body: BodyInit | null,
  headers: Record<string, string>,
  status = 200,
): Response {
  return new Response(body, { status, headers: registryHeaders(headers) })
}
