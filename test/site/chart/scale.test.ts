import { describe, expect, it } from 'vitest'
import { lineThrough, scaleOf, ticksOf } from '../../../src/site/chart/scale.ts'

describe('an axis that begins at 0', () => {
  it.each([
    [1, [0, 0.2, 0.4, 0.6, 0.8, 1]],
    [3, [0, 1, 2, 3]],
    [7, [0, 2, 4, 6, 8]],
    // Steps of 2 would do for 12.5, but not for the 14 that they end at.
    [12.5, [0, 5, 10, 15]],
    [999, [0, 200, 400, 600, 800, 1000]],
    [123_456, [0, 50_000, 100_000, 150_000]],
    [0.03, [0, 0.01, 0.02, 0.03]],
    [0.71, [0, 0.2, 0.4, 0.6, 0.8]],
  ])('of %d in about four steps has the ticks %j, the last at the top', (greatest, ticks) => {
    const scale = scaleOf(greatest, 4)
    expect(scale.ticks).toEqual(ticks)
    expect([0, ticks.at(-1) ?? NaN].map(scale.heightOf)).toEqual([1, 0])
  })

  it.each([
    [1, 1, [0, 1]],
    [30, 8, [0, 5, 10, 15, 20, 25, 30]],
    [179, 8, [0, 20, 40, 60, 80, 100, 120, 140, 160]],
  ])('that ends at %d has ticks within', (greatest, count, ticks) => {
    expect(ticksOf(greatest, count)).toEqual(ticks)
  })
})

describe('a line', () => {
  it('leads through its points in the units of the plot', () => {
    const points: [number, number][] = [
      [0, 1],
      [0.50049, 0.25],
      [1, 0],
    ]
    expect(lineThrough(points)).toBe('M0,1000L500,250L1000,0')
  })

  it('through one point is a dot, through none nothing', () => {
    expect(lineThrough([[0.5, 0.5]])).toBe('M500,500Z')
    expect(lineThrough([])).toBe('')
  })
})
