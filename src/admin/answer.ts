// What the admin API answers, and the one way in which it refuses.

type Refusal = { status: number; message: string; more?: object; headers?: Record<string, string> }

/** Thrown anywhere while a request is answered; `message` is for whoever sent it. */
export class AdminError extends Error {
  readonly status: number
  /** What stands beside the message. */
  readonly more: object
  readonly headers: Record<string, string>

  constructor({ status, message, more = {}, headers = {} }: Refusal) {
    super(message)
    this.name = 'AdminError'
    this.status = status
    this.more = more
    this.headers = headers
  }
}

export function refusalAnswer({ status, message, more, headers }: AdminError): Response {
  return Response.json({ error: message, ...more }, { status, headers })
}
