// The five shades of the map: round bounds, each a multiple of the one before, since a few countries have nearly all.
import { shortCount } from './number.ts'

/** Step 1 to 5: counts from `from` up to `to`, both included. */
export type Step = { step: number; from: number; to: number }

const STEPS = 5

/** Fewer than five where the counts are too small for five. */
export function mapSteps(counts: number[]): Step[] {
  const greatest = Math.max(0, ...counts)
  if (greatest === 0) return []
  const powers = Array.from({ length: STEPS - 1 }, (_, index) => roundedUp(greatest ** ((index + 1) / STEPS)))
  const bounds = [...new Set([1, ...powers])].filter((bound) => bound <= greatest)
  return bounds.map((from, index) => ({
    // The most is always darkest.
    step: STEPS - bounds.length + index + 1,
    from,
    to: (bounds[index + 1] ?? greatest + 1) - 1,
  }))
}

/** To the next of 1, 2, 5, 10, 20, 50, ... */
function roundedUp(count: number): number {
  const power = 10 ** Math.floor(Math.log10(count))
  return ([1, 2, 5, 10].find((digit) => digit * power >= count) ?? 10) * power
}

export function stepOf(steps: Step[], count: number): number | null {
  return steps.find(({ from, to }) => count >= from && count <= to)?.step ?? null
}

/** "500+": the next step starts where this one ends. */
export function stepText({ from, to }: Step): string {
  return from === to ? shortCount(from) : `${shortCount(from)}+`
}
