// The arithmetic of an axis that begins at 0: round values along it, and lines through points.
import { UNITS } from './plot.tsx'

type Scale = {
  /** Round values from 0 to the end of the axis. */
  ticks: number[]
  /** 0 is the top of the plot, 1 its baseline. */
  heightOf: (value: number) => number
}

/** Its end is the first tick that `greatest` does not pass; there are about `count` steps. */
export function scaleOf(greatest: number, count: number): Scale {
  const step = stepOf(greatest / count)
  const end = exact(Math.ceil(exact(greatest / step)) * step)
  // A longer axis may want longer steps.
  if (end !== greatest) return scaleOf(end, count)
  return { ticks: ticksOf(end, count), heightOf: (value) => 1 - value / end }
}

/** Round values from 0 to `greatest` in about `count` steps. */
export function ticksOf(greatest: number, count: number): number[] {
  const step = stepOf(greatest / count)
  return Array.from({ length: Math.floor(exact(greatest / step)) + 1 }, (_, index) => exact(index * step))
}

/** 1, 2 or 5 times a power of ten: the nearest to `size` where lengths are compared as ratios. */
function stepOf(size: number): number {
  const power = 10 ** Math.floor(Math.log10(size))
  const ratio = size / power
  const factor = ratio >= Math.sqrt(50) ? 10 : ratio >= Math.sqrt(10) ? 5 : ratio >= Math.sqrt(2) ? 2 : 1
  return factor * power
}

/** Without what binary fractions add: 3 times 0.1 is 0.3. */
function exact(value: number): number {
  return Number(value.toPrecision(12))
}

/** Points are 0 to 1 both ways. One alone is closed: with round ends, that is a dot. */
export function lineThrough(points: [x: number, y: number][]): string {
  const path = points.map(([x, y], index) => {
    return `${index === 0 ? 'M' : 'L'}${Math.round(x * UNITS)},${Math.round(y * UNITS)}`
  })
  return path.join('') + (path.length === 1 ? 'Z' : '')
}
