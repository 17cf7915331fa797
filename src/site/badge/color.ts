// The colours that a badge may have: those that shields.io has names for, and hexadecimal ones.

const NAMED = new Map([
  ['brightgreen', '#44bb00'],
  ['success', '#44bb00'],
  ['green', '#67ac09'],
  ['yellowgreen', '#95991a'],
  ['yellow', '#d8b800'],
  ['orange', '#ea7233'],
  ['important', '#ea7233'],
  ['red', '#dd4343'],
  ['critical', '#dd4343'],
  ['blue', '#007ec6'],
  ['informational', '#007ec6'],
  ['grey', '#555555'],
  ['gray', '#555555'],
  ['lightgrey', '#939393'],
  ['lightgray', '#939393'],
  ['inactive', '#939393'],
])
export const COLOR_NAMES = [...NAMED.keys()]

/** Above this a background wants dark letters. */
const BRIGHT = 0.69

/** `#007ec6` for `blue`, `007ec6` or `#07c`; null for what is no colour. */
export function parseColor(text: string): string | null {
  const named = NAMED.get(text.toLowerCase())
  if (named !== undefined) return named
  const [, digits] = /^#?([0-9a-f]{3}|[0-9a-f]{6})$/i.exec(text) ?? []
  if (digits === undefined) return null
  const full = digits.length === 6 ? digits : digits.replace(/./g, '$&$&')
  return `#${full.toLowerCase()}`
}

/** `color` as `parseColor` gives it. */
export function lettersOn(color: string): { text: string; shadow: string } {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => parseInt(color.slice(at, at + 2), 16))
  // As people see brightness: W3C, "Techniques for accessibility evaluation".
  const brightness = (red * 299 + green * 587 + blue * 114) / 255_000
  return brightness > BRIGHT ? { text: '#333', shadow: '#ccc' } : { text: '#fff', shadow: '#010101' }
}
