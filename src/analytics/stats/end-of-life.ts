// Whether the project behind a client still mends the version that was seen.
import { DAY_MS, dayText } from '../calendar.ts'
import { SUPPORTED_CLIENTS } from './end-of-life-table.ts'

export { CHECKED_ON } from './end-of-life-table.ts'

export type ReleaseLine = {
  client: string
  /** `1.7` of containerd, `28` of docker: whatever its project ends as one. */
  line: string
  /** Null where none is named. Say "ended by" that day: some were over before their project said so. */
  lastDay: string | null
  source: string
}

export type EndOfLife = 'ended' | 'ending' | 'supported'

export const ENDING_DAYS = 90
/** What the ledger makes of a client and its version: `containerd 1.7.27`. */
const LABEL = /^(?<client>[a-z-]+) (?<major>\d+)(?:\.(?<minor>\d+))?(?:\.\d+)?$/

/** Null for what is not in the table: a client whose project names no days, or a line newer than the table. */
export function releaseLineOf(label: string): ReleaseLine | null {
  const { client, major = '', minor } = LABEL.exec(label)?.groups ?? {}
  const found = SUPPORTED_CLIENTS.find((one) => one.client === client)
  if (found === undefined) return null
  const line = [`${major}.${minor ?? ''}`, major].find((key) => found.lines[key] !== undefined)
  if (line === undefined) return null
  return { client: found.client, line, lastDay: found.lines[line] ?? null, source: found.source }
}

/**
 * On a day (`2026-11-22`) a line has `ended` if its last day is before it, is `ending` if that is the day itself or one
 * of the 90 after it, and else is `supported`. Null, and nothing to be said, where the table does not have it.
 */
export function endOfLifeOf(label: string, day: string): EndOfLife | null {
  const found = releaseLineOf(label)
  if (found === null) return null
  if (found.lastDay === null) return 'supported'
  if (found.lastDay < day) return 'ended'
  return found.lastDay <= dayText(Date.parse(day) + ENDING_DAYS * DAY_MS) ? 'ending' : 'supported'
}
