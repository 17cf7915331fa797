// Dividing a number into shares.
import type { Roll } from './random.ts'

/** Weights need not sum to anything in particular. */
export type Share<Value> = readonly [value: Value, weight: number]

/** Whole numbers in proportion to the weights, which sum to exactly `total`. */
export function apportion(total: number, weights: number[]): number[] {
  const sum = weights.reduce((before, weight) => before + weight, 0)
  let reached = 0
  let given = 0
  return weights.map((weight) => {
    reached += weight
    const until = Math.round((total * reached) / sum)
    const share = until - given
    given = until
    return share
  })
}

/** So many values, each as often as its weight asks for, in random order. */
export function spread<Value>(shares: readonly Share<Value>[], length: number, roll: Roll): Value[] {
  const sum = shares.reduce((before, [, weight]) => before + weight, 0)
  const start = roll()
  const values: Value[] = []
  let reached = 0
  for (const [value, weight] of shares) {
    reached += weight
    while (values.length < length && (values.length + start) * sum < reached * length) values.push(value)
  }
  return shuffle(values, roll)
}

function shuffle<Value>(values: Value[], roll: Roll): Value[] {
  for (let last = values.length - 1; last > 0; last--) {
    const [taken] = values.splice(Math.floor(roll() * (last + 1)), 1)
    if (taken !== undefined) values.push(taken)
  }
  return values
}
