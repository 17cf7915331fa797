// The sides of a comparison in turn, round after round, so that whatever else the machine does falls on all of them.

/** What each side measured, one number a round, in the sides' order. */
export async function interleaved(rounds: number, sides: (() => Promise<number>)[]): Promise<number[][]> {
  const measured = sides.map((side) => ({ side, numbers: new Array<number>() }))
  for (let round = 0; round < rounds; round++) {
    // The order turns round too: who comes after whom must not matter.
    for (const { side, numbers } of round % 2 === 0 ? measured : measured.toReversed())
      numbers.push(await side())
  }
  return measured.map(({ numbers }) => numbers)
}

export function median(numbers: number[]): number {
  const sorted = numbers.toSorted((a, b) => a - b)
  const middle = sorted.length >> 1
  return sorted.length % 2 === 1
    ? (sorted[middle] ?? NaN)
    : ((sorted[middle - 1] ?? NaN) + (sorted[middle] ?? NaN)) / 2
}

/** The median of the rounds' ratios: both sides of each were measured within seconds. */
export function ratio(ours: number[], theirs: number[]): number {
  return median(ours.map((one, round) => one / (theirs[round] ?? NaN)))
}
