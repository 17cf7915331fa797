// How long a change takes until everybody has it.

/** With CONFIG_TTL_SECONDS as it is delivered: Workers KV takes up to 60 s, and an isolate believes what it read for 30 s. */
const USUAL_MS = 90_000
/** With CONFIG_TTL_SECONDS at its least and at its most; beyond that it is two clocks that differ. */
const LEAST_MS = 60_000
const MOST_MS = 360_000

/**
 * How long the gateway holds back an upstream that works again: its probes are a minute apart, and two of them have to be
 * good. Everybody knows of the second one as late as of any change.
 */
export const HELD_BACK_MS = 2 * 60_000

/** Milliseconds from `now`, by the gateway's word; null is one that does not say. */
export function spreadMsOf(everywhereBy: string | null, now: number): number {
  if (everywhereBy === null) return USUAL_MS
  return Math.min(Math.max(Date.parse(everywhereBy) - now, LEAST_MS), MOST_MS)
}
