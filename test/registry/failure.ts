// The ways in which a registry fails, put over an answer that was right.
import { bytesAnswer, errorAnswer, textAnswer } from './body.ts'
import { bytesOf, type Bytes } from './content/digest.ts'
import type { Stand } from './stand.ts'
import type { Failure, Kind } from './switches.ts'

/** The connection closes without an answer: what `fetch` reports by throwing. */
export class ConnectionClosed extends Error {
  override name = 'ConnectionClosed'
}

const HANG_MS_MAX = 60_000
// Long enough for what went before to leave the buffers; closing at once would take it along.
const CUT_AFTER_MS = 50

/** The failure that this request meets, counted against its `times`. */
export const takeFailure = ({ switches, failed }: Stand, kind: Kind): Failure | null => {
  const failure = switches.failures.find(
    (each) => each.on.includes(kind) && (failed.get(each) ?? 0) < (each.times ?? Infinity),
  )
  if (failure === undefined) return null
  failed.set(failure, (failed.get(failure) ?? 0) + 1)
  return failure
}

const hang = ({ signal }: Request): Promise<Response> =>
  new Promise((resolve, reject) => {
    const giveUp = setTimeout(() => resolve(errorAnswer(504, 'UNAVAILABLE')), HANG_MS_MAX)
    signal.addEventListener('abort', () => {
      clearTimeout(giveUp)
      reject(new ConnectionClosed('the client went away'))
    })
  })

/** Promises `length` bytes, sends these and closes the connection. */
const cutShort = (bytes: Bytes, length: number): ReadableStream => {
  const { readable, writable } = new FixedLengthStream(length)
  const writer = writable.getWriter()
  const send = async () => {
    await writer.write(bytes)
    await scheduler.wait(CUT_AFTER_MS)
    await writer.abort(new ConnectionClosed('cut short on purpose'))
  }
  // Whoever reads sees the error; there is nobody else to tell.
  send().catch(() => undefined)
  return readable
}

const truncate = async (whole: Response): Promise<Response> => {
  const bytes = new Uint8Array(await whole.arrayBuffer())
  const body = cutShort(bytes.slice(0, bytes.length >> 1), bytes.length)
  return new Response(body, { status: whole.status, headers: whole.headers })
}

// Still a document where it was one, so that only a look at the hash tells.
const falsify = (bytes: Bytes): Bytes => {
  const text = new TextDecoder().decode(bytes)
  if (text.startsWith('{'))
    return bytesOf(text.replace(/\}\s*$/, ',"annotations":{"stand-in":"not what was asked for"}}'))
  return bytes.map((byte) => byte ^ 0xff)
}

const lie = async (truth: Response): Promise<Response> => {
  const bytes = falsify(new Uint8Array(await truth.arrayBuffer()))
  const headers = { ...Object.fromEntries(truth.headers), 'content-length': String(bytes.length) }
  return bytesAnswer(bytes, headers, truth.status)
}

export const failWith = async (
  { as, retryAfterSeconds }: Failure,
  request: Request,
  answer: () => Promise<Response>,
): Promise<Response> => {
  if (as === 'hang') return hang(request)
  if (as === 'refuse') throw new ConnectionClosed('connection refused on purpose')
  if (as === 'truncated') return truncate(await answer())
  if (as === 'wrong-bytes') return lie(await answer())
  if (as === 'html') return textAnswer('<!doctype html><title>Sign in to this network</title>\n', 'text/html')
  const refusal = errorAnswer(
    Number(as),
    as === '429' ? 'TOOMANYREQUESTS' : as === '503' ? 'UNAVAILABLE' : 'UNKNOWN',
  )
  if (retryAfterSeconds !== undefined) refusal.headers.set('retry-after', String(retryAfterSeconds))
  return refusal
}
