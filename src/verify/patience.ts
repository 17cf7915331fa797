// Going on after a registry said "too many requests", from where it was; and not going on with one that says nothing.
import { RegistryError } from '../oci/error.ts'

/** A registry that has not answered so often is asked for nothing more; says so in a sentence that names it. */
export class GivenUp extends Error {
  override name = 'GivenUp'
  /** What was said of it before it was given up. */
  readonly silence: string

  constructor(silence: string, times: number) {
    super(`${silence} (${times} times in a row, so that it was not asked for the rest)`)
    this.silence = silence
  }
}

/** Runs one request, and again where waiting may help. All that share one wait together, and give up together. */
export type Patience = <T>(request: () => Promise<T>) => Promise<T>

export type PatienceOptions = {
  /** How often one request is made in all, if each time the registry says to wait. */
  limitedTriesMax: number
  /** How often one request is made in all, if each time the registry fails. */
  failedTriesMax: number
  /** A registry that asks for a longer wait than this is taken to have said no, milliseconds. */
  waitMsMax: number
  wait: (ms: number) => Promise<unknown>
  /** Told before each wait. */
  onWait?: (ms: number, why: string) => void
}

const BACKOFF_MS = 1000
/** So often in a row not answered, a registry is down, and waiting for each thing that is left would take minutes. */
const UNANSWERED_MAX = 3

/** For whoever has the time: an hour's work should not end because of a minute's limit. */
export const PATIENT = { limitedTriesMax: 12, failedTriesMax: 3, waitMsMax: 5 * 60 * 1000 }

export function createPatience(options: PatienceOptions): Patience {
  const { limitedTriesMax, failedTriesMax, waitMsMax, wait, onWait } = options
  let quietUntil = 0
  let unanswered = 0
  let lastSilence = ''

  async function keepQuiet(): Promise<void> {
    for (let left = quietUntil - Date.now(); left > 0; left = quietUntil - Date.now()) await wait(left)
  }

  return async (request) => {
    for (let tries = 1; ; tries++) {
      await keepQuiet()
      if (unanswered >= UNANSWERED_MAX) throw new GivenUp(lastSilence, unanswered)
      const before = unanswered
      try {
        const answer = await request()
        unanswered = 0
        return answer
      } catch (error) {
        const isUnanswered = error instanceof RegistryError && error.noAnswer
        // Those that were under way together have seen one and the same failure.
        if (!isUnanswered) unanswered = 0
        else if (unanswered === before) unanswered++
        if (isUnanswered) lastSilence = error.message
        const isLimited = error instanceof RegistryError && error.code === 'TOOMANYREQUESTS'
        const isFailure = error instanceof RegistryError && error.status >= 500 && error.status !== 501
        if ((!isLimited && !isFailure) || unanswered >= UNANSWERED_MAX) throw error
        const pauseMs = askedPause(error, Date.now()) ?? BACKOFF_MS * 2 ** (tries - 1)
        if (pauseMs > waitMsMax) throw tooLong(error, pauseMs)
        if (tries >= (isLimited ? limitedTriesMax : failedTriesMax)) throw error
        onWait?.(pauseMs, error.message)
        // The others would only be told the same, and make it last longer.
        if (isLimited) quietUntil = Math.max(quietUntil, Date.now() + pauseMs)
        else await wait(pauseMs)
      }
    }
  }
}

function tooLong({ code, message, status, headers }: RegistryError, pauseMs: number): RegistryError {
  const minutes = Math.ceil(pauseMs / 60_000)
  const what = `it wants to be left alone for ${minutes} min; ask it again then, or with a login, which often may ask more`
  return new RegistryError(code, { message: `${message}; ${what}`, status, headers })
}

/** Milliseconds by `Retry-After` (RFC 9110, section 10.2.3): seconds or a date; null without one that can be read. */
function askedPause({ headers }: RegistryError, now: number): number | null {
  const value = headers['Retry-After']
  if (value === undefined) return null
  if (/^\d{1,9}$/.test(value)) return Number(value) * 1000
  const until = Date.parse(value)
  return Number.isNaN(until) ? null : Math.max(0, until - now)
}
