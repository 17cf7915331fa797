// Numbers that look random and are the same in every run.

export type Dice = {
  /** At least 0 and less than 1. */
  roll: () => number
  /** So many bytes in hexadecimal, a multiple of four. */
  hex: (bytes: number) => string
}

/** The generator is mulberry32. */
export function diceOf(seed: number): Dice {
  let state = seed
  const next = () => {
    state = (state + 0x6d2b79f5) | 0
    const mixed = Math.imul(state ^ (state >>> 15), state | 1)
    const again = mixed ^ (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61))
    return (again ^ (again >>> 14)) >>> 0
  }
  return {
    roll: () => next() / 2 ** 32,
    hex: (bytes) => Array.from({ length: bytes / 4 }, () => next().toString(16).padStart(8, '0')).join(''),
  }
}
