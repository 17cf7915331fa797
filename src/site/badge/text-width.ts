// How wide a text is in Verdana at 11 pixels, which badges are set in: a Worker has no fonts to ask.

/** Advance widths in pixels, and the characters that have them: all of printable ASCII. */
const WIDTHS: [number, string][] = [
  [2.95, "'"],
  [3.02, 'il'],
  [3.79, 'j'],
  [3.87, ' f'],
  [4, ',.'],
  [4.33, '!t'],
  [4.63, 'I'],
  [4.69, 'r'],
  [5, '()-/:;J[\\]|'],
  [5.05, '"'],
  [5.73, 'cs'],
  [5.78, 'z'],
  [6, '?'],
  [6.12, 'L'],
  [6.32, 'F'],
  [6.51, 'kvxy'],
  [6.55, 'e'],
  [6.61, 'a'],
  [6.63, 'P'],
  [6.68, 'o'],
  [6.78, 'TY'],
  [6.85, 'bdgpq'],
  [6.97, 'Ehnu{}'],
  [6.99, '$*0123456789_`'],
  [7.53, 'ASVBXZ'],
  [7.65, 'CKR'],
  [7.99, '&'],
  [8.05, 'U'],
  [8.25, 'HN'],
  [8.5, 'DG'],
  [8.66, 'OQ'],
  [9, '#+<=>^w~'],
  [9.27, 'M'],
  [10.7, 'm'],
  [10.88, 'W'],
  [11, '@'],
  [11.84, '%'],
]
const widthOf = new Map(
  WIDTHS.flatMap(([width, characters]) => Array.from(characters, (one) => [one, width])),
)

/** Of anything else: an em, which most scripts stay below. */
const EM = 11

/** In whole pixels, odd so that the text's middle falls on a pixel's. */
export function textWidth(text: string): number {
  const width = Math.floor(
    Array.from(text).reduce((sum, character) => sum + (widthOf.get(character) ?? EM), 0),
  )
  return width + ((width + 1) % 2)
}
