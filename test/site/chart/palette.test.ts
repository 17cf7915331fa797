import { describe, expect, it } from 'vitest'
import { PALETTES } from '../../../src/site/chart/palette.ts'
import { contrast, distance, luminance, SIGHTS } from './colour.ts'

const sights = Object.entries(SIGHTS).map(([sight, matrix]) => ({ sight, matrix }))

describe.each(Object.entries(PALETTES))('the %s palette', (_, palette) => {
  const { ink, muted, accent, warn, paper, panel, land, m1, m2, m3, m4, m5 } = palette
  const { c0, c1, c2, c3, c4, c5, c6, c7, c8 } = palette
  const names = [c0, c1, c2, c3, c4, c5, c6, c7, c8]
  const pairs = names.flatMap((one, index) =>
    names.slice(index + 1).map((other): [string, string] => [one, other]),
  )

  it.each(Object.entries({ ink, muted, accent, warn }))('has text of 4.5:1 at least: %s', (_name, colour) => {
    for (const ground of [paper, panel]) expect(contrast(colour, ground)).toBeGreaterThanOrEqual(4.5)
  })

  it.each(Object.entries({ ink, muted }))('has text of 4.5:1 on a bar: %s', (_name, colour) => {
    expect(contrast(colour, palette['accent-soft'])).toBeGreaterThanOrEqual(4.5)
  })

  it('draws names with 3:1 at least', () => {
    for (const colour of names) expect(contrast(colour, panel)).toBeGreaterThanOrEqual(3)
  })

  it.each(sights)('tells all names apart for eyes with $sight', ({ matrix }) => {
    for (const [one, other] of pairs)
      expect(distance(one, other, matrix), `${one} ${other}`).toBeGreaterThan(0.06)
  })

  it('shades the map evenly, away from bare land', () => {
    const lights = [land, m1, m2, m3, m4, m5].map(luminance)
    const steps = lights.slice(1).map((light, index) => light - (lights[index] ?? 0))
    expect(new Set(steps.map(Math.sign)).size).toBe(1)
    const shades = [land, m1, m2, m3, m4, m5]
    for (const [index, shade] of shades.slice(1).entries()) {
      expect(contrast(shade, shades[index] ?? '')).toBeGreaterThan(1.25)
    }
  })
})

describe('the contrast of two colours', () => {
  it('is 21 for black on white', () => {
    expect(contrast('#000000', '#ffffff')).toBeCloseTo(21, 5)
  })

  it('is 4.54 for the lightest grey that is text on white', () => {
    expect(contrast('#767676', '#ffffff')).toBeCloseTo(4.54, 2)
  })
})
