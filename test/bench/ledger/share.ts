// Choosing among values by their shares of the whole.
import type { Dice } from './dice.ts'

export type Choice<Value> = (dice: Dice) => Value

export function choose<Value>(shares: (readonly [value: Value, share: number])[]): Choice<Value> {
  const ends: number[] = []
  for (const [, share] of shares) ends.push((ends.at(-1) ?? 0) + share)
  const whole = ends.at(-1) ?? 0
  return (dice) => {
    const place = dice.roll() * whole
    let [low, high] = [0, ends.length - 1]
    while (low < high) {
      const middle = (low + high) >> 1
      if ((ends[middle] ?? 0) > place) high = middle
      else low = middle + 1
    }
    const chosen = shares[low]
    if (chosen === undefined) throw new Error('nothing to choose from')
    return chosen[0]
  }
}

/** Zipf's law: the n-th value has 1 / n^exponent of the first one's share. */
export function zipf<Value>(values: Value[], exponent: number): (readonly [Value, number])[] {
  return values.map((value, index) => [value, (index + 1) ** -exponent])
}
