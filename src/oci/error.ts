// The one way a registry client is told that something is wrong.
import { jsonAnswer } from './answer.ts'

/** Codes of the OCI distribution spec 1.1 ("Error Codes"), and four that distribution/distribution added and clients know. */
const ERRORS = {
  UNAUTHORIZED: [401, 'authentication required'],
  BLOB_UNKNOWN: [404, 'blob unknown to registry'],
  DIGEST_INVALID: [400, 'provided digest is not valid'],
  MANIFEST_UNKNOWN: [404, 'manifest unknown to registry'],
  NAME_INVALID: [400, 'invalid repository name'],
  NAME_UNKNOWN: [404, 'repository name not known to registry'],
  TOOMANYREQUESTS: [429, 'too many requests'],
  UNSUPPORTED: [405, 'the operation is unsupported'],
  PAGINATION_NUMBER_INVALID: [400, 'invalid number of results requested'],
  UNAVAILABLE: [503, 'upstream registry unavailable'],
  UNKNOWN: [500, 'internal error'],
} as const satisfies Record<string, readonly [status: number, message: string]>

export type ErrorCode = keyof typeof ERRORS

export type ErrorOptions = {
  /** A sentence for the person who reads it in `kubectl describe`; the code's own text if absent. */
  message?: string
  detail?: unknown
  /** Only where the code's usual status does not fit. */
  status?: number
  headers?: Record<string, string>
  /** The upstream could not be reached, twice, or did not answer in time: as opposed to answering badly. */
  noAnswer?: boolean
  /** Whether a failure says something of the upstream, not just of the one thing asked for; yes unless said. */
  isAboutUpstream?: boolean
}

/** Thrown anywhere while a `/v2` request is answered; `app.ts` turns it into the answer. */
export class RegistryError extends Error {
  readonly code: ErrorCode
  readonly status: number
  readonly detail: unknown
  readonly headers: Record<string, string>
  readonly noAnswer: boolean
  readonly isAboutUpstream: boolean

  constructor(code: ErrorCode, options: ErrorOptions = {}) {
    super(options.message ?? ERRORS[code][1])
    this.name = 'RegistryError'
    this.code = code
    this.status = options.status ?? ERRORS[code][0]
    this.detail = options.detail ?? {}
    this.headers = options.headers ?? {}
    this.noAnswer = options.noAnswer ?? false
    this.isAboutUpstream = options.isAboutUpstream ?? true
  }
}

/** The error as the spec writes it: `{"errors":[{code, message, detail}]}`. */
export function errorAnswer(error: RegistryError): Response {
  const body = { errors: [{ code: error.code, message: error.message, detail: error.detail }] }
  return jsonAnswer(body, {
    status: error.status,
    headers: { 'Cache-Control': 'no-store', ...error.headers },
  })
}
