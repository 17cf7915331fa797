// Chance that falls the same way every time.

/** At least 0 and less than 1. */
export type Roll = () => number

/** The generator is mulberry32. */
export function rollOf(seed: number): Roll {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    const mixed = Math.imul(state ^ (state >>> 15), state | 1)
    const again = mixed ^ (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61))
    return ((again ^ (again >>> 14)) >>> 0) / 2 ** 32
  }
}

/** About 1, at most `most` away from it. */
export function around(roll: Roll, most: number): number {
  return 1 + (roll() * 2 - 1) * most
}
