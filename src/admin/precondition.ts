// If-Match and If-None-Match of a change: made for what is there now, or not at all (RFC 9110, 13.1).
import { AdminError } from './answer.ts'
import { LAG_MS } from '../routing/config.ts'
import type { Kept, LastChange } from './change.ts'

/** Throws 428 for a change that does not say what it was made for, and 412 for one that was made for something else. */
export function checkPrecondition(headers: Headers, kept: Kept): void {
  const wanted = headers.get('If-Match')
  const unwanted = headers.get('If-None-Match')
  if (wanted === null && unwanted === null) {
    const message =
      'send the ETag of the document that this one is made from as If-Match; for the first one, If-None-Match: *'
    throw new AdminError({ status: 428, message })
  }
  if (unwanted !== null && unwanted.trim() !== '*')
    throw new AdminError({ status: 400, message: 'If-None-Match can only be * here' })
  const isThere = kept.text !== null
  const isMatched =
    wanted === null || (isThere && etagsOf(wanted).some((one) => one === '*' || one === kept.etag))
  if (unwanted !== null && isThere)
    throw outdated(
      kept,
      'there is a document already, so this is not the first: send its ETag as If-Match',
      '',
    )
  if (isMatched) return
  if (isThere && etagsOf(wanted).some((one) => `"${one}"` === kept.etag))
    throw outdated(kept, `an ETag is written with its quotes: If-Match: ${kept.etag}`, '')
  throw outdated(kept, 'the document is another one by now')
}

const AGAIN = '; GET it and make your change again'

/**
 * KV may go on showing what was there before the last change, and somebody may have put another document there without
 * this API. Which of the two it is shows only once KV's delay is over.
 */
export function checkSettled(kept: Kept, last: LastChange, now: number): void {
  if (kept.etag === last.etag || now - last.at >= LAG_MS) return
  const seconds = Math.ceil((last.at + LAG_MS - now) / 1000)
  const message = `the document was changed a moment ago and KV shows another one still; try again in ${seconds} s`
  throw outdated(kept, message, AGAIN, { 'Retry-After': String(seconds) })
}

function outdated(
  kept: Kept,
  message: string,
  hint = AGAIN,
  headers: Record<string, string> = {},
): AdminError {
  const etag: Record<string, string> = kept.text === null ? {} : { ETag: kept.etag }
  return new AdminError({
    status: 412,
    message: `${message}${hint}`,
    headers: { ...etag, ...headers },
  })
}

/** A tag is the hash of all the text, so one that a proxy on the way has made a weak one still names that text alone. */
function etagsOf(header: string): string[] {
  return header.split(',').map((one) => one.trim().replace(/^W\//, ''))
}
