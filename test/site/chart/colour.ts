// What eyes make of a colour: contrast as WCAG defines it, and how colours look to those who see fewer of them.
export type Rgb = [number, number, number]

function linear(hex: string): Rgb {
  const channel = (at: number) => {
    const value = parseInt(hex.slice(at, at + 2), 16) / 255
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4
  }
  return [channel(1), channel(3), channel(5)]
}

function times(matrix: Rgb[], [r, g, b]: Rgb): Rgb {
  const row = (index: number) => {
    const [x, y, z] = matrix[index] ?? [0, 0, 0]
    return x * r + y * g + z * b
  }
  return [row(0), row(1), row(2)]
}

export function luminance(hex: string): number {
  const [r, g, b] = linear(hex)
  return 0.2126 * r + 0.7152 * g + 0.0722 * b
}

export function contrast(a: string, b: string): number {
  const [dark = 0, light = 0] = [luminance(a), luminance(b)].toSorted((x, y) => x - y)
  return (light + 0.05) / (dark + 0.05)
}

/** Machado, Oliveira and Fernandes 2009, at full severity. */
export const SIGHTS: Record<string, Rgb[]> = {
  'all colours': [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
  protanopia: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  deuteranopia: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
  tritanopia: [
    [1.255528, -0.076749, -0.178779],
    [-0.078411, 0.930809, 0.147602],
    [0.004733, 0.691367, 0.3039],
  ],
}

/** The distance of two colours in Oklab: below 0.02 hardly anybody sees a difference. */
export function distance(a: string, b: string, sight: Rgb[]): number {
  const [one, other] = [a, b].map((hex) => oklab(times(sight, linear(hex))))
  return Math.hypot(...[0, 1, 2].map((index) => (one?.[index] ?? 0) - (other?.[index] ?? 0)))
}

function oklab(rgb: Rgb): Rgb {
  const cone = times(
    [
      [0.4122214708, 0.5363325363, 0.0514459929],
      [0.2119034982, 0.6806995451, 0.1073969566],
      [0.0883024619, 0.2817188376, 0.6299787005],
    ],
    rgb,
  )
  const [l, m, s] = cone.map((value) => Math.cbrt(Math.max(0, value)))
  return times(
    [
      [0.2104542553, 0.793617785, -0.0040720468],
      [1.9779984951, -2.428592205, 0.4505937099],
      [0.0259040371, 0.7827717662, -0.808675766],
    ],
    [l ?? 0, m ?? 0, s ?? 0],
  )
}
