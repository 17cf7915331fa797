// Answers with a length, for GET and HEAD alike, and the error document of the distribution spec.
import { bytesOf, type Bytes } from './content/digest.ts'

export const bytesAnswer = (bytes: Bytes, headers: Record<string, string>, status = 200): Response =>
  new Response(bytes, { status, headers: { 'content-length': String(bytes.length), ...headers } })

export const textAnswer = (text: string, contentType: string, status = 200): Response =>
  bytesAnswer(bytesOf(text), { 'content-type': contentType }, status)

export const jsonAnswer = (value: unknown, status = 200, contentType = 'application/json'): Response =>
  textAnswer(JSON.stringify(value), contentType, status)

const MESSAGES = {
  BLOB_UNKNOWN: 'blob unknown to registry',
  DENIED: 'your authorization token has expired. Reauthenticate and try again.',
  DIGEST_INVALID: 'provided digest is not well formed',
  MANIFEST_INVALID: 'manifest invalid',
  MANIFEST_UNKNOWN: 'manifest unknown',
  NAME_UNKNOWN: 'repository name not known to registry',
  PAGINATION_NUMBER_INVALID: 'invalid number of results requested',
  TOOMANYREQUESTS: 'too many requests',
  UNAUTHORIZED: 'authentication required',
  UNKNOWN: 'unknown error',
  UNAVAILABLE: 'service unavailable',
  UNSUPPORTED: 'the operation is unsupported',
}
export type ErrorCode = keyof typeof MESSAGES

export const errorAnswer = (status: number, code: ErrorCode, detail: unknown = null): Response =>
  jsonAnswer({ errors: [{ code, message: MESSAGES[code], detail }] }, status)

// A HEAD answer keeps its length only when its body is null and the header is already there.
export const withoutBody = (response: Response): Response =>
  new Response(null, { status: response.status, headers: response.headers })
