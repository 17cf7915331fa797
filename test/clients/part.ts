// A part of what clients are tested against. What keeps it from starting is said with its name.
import { setTimeout as delay } from 'node:timers/promises'

/** More than its daemons and commands are given, so that it is their own words that are heard. */
const PART_MS_MAX = 240_000
/** For the hooks that start several: enough for slow ones, one after the other, on a busy machine. */
export const START_MS_MAX = 600_000

export async function startPart<Value>(what: string, start: () => Promise<Value>): Promise<Value> {
  const late = delay(PART_MS_MAX, null, { ref: false }).then(() => {
    throw new Error(`it did not start in ${PART_MS_MAX / 1000} s`)
  })
  try {
    return await Promise.race([start(), late])
  } catch (error) {
    throw new Error(`${what}: ${error instanceof Error ? error.message : String(error)}`, { cause: error })
  }
}
