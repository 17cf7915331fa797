// Which two-letter code every piece of land of the atlas belongs to, by ISO 3166: counts come by those codes.
import { codeOfNumber } from './country-code.ts'

/** What the atlas gives no number, by its name there. XK is what networks and the EU call Kosovo. */
const UNNUMBERED: Record<string, string | null> = {
  Kosovo: 'XK',
  'N. Cyprus': 'CY',
  Somaliland: 'SO',
  'Indian Ocean Ter.': null,
  'Siachen Glacier': null,
}

/** Land that the atlas draws with one country and ISO lists under another code. */
const MOVED: { from: string; to: string; holds: (longitude: number, latitude: number) => boolean }[] = [
  { from: 'FR', to: 'GF', holds: (longitude, latitude) => longitude < -50 && latitude < 10 },
  { from: 'NO', to: 'SJ', holds: (_, latitude) => latitude > 74 },
  {
    from: 'RU',
    to: 'UA',
    holds: (longitude, latitude) => longitude > 32 && longitude < 37 && latitude < 46.5,
  },
]

/** Of a piece of land, by the number or name of its country and the piece's own centre; null is not drawn. */
export function codeOfLand(
  country: { id?: string | undefined; properties: { name: string } },
  [longitude, latitude]: [number, number],
): string | null {
  const { id, properties } = country
  const code = id === undefined ? UNNUMBERED[properties.name] : codeOfNumber(id)
  if (code === undefined) throw new Error(`the atlas has a country without number: ${properties.name}`)
  if (code === null || code === 'AQ') return null
  return MOVED.find(({ from, holds }) => from === code && holds(longitude, latitude))?.to ?? code
}

/**
 * Longitude and latitude of what even the finer atlas leaves out or draws with another country, and of Kiribati's
 * capital, since the middle of all its islands is open sea across the seam.
 */
export const PLACES: Record<string, [number, number]> = {
  BQ: [-68.3, 12.2],
  BV: [3.4, -54.4],
  CC: [96.8, -12.2],
  CX: [105.6, -10.5],
  GI: [-5.4, 36.1],
  GP: [-61.5, 16.2],
  KI: [173, 1.4],
  MQ: [-61, 14.6],
  RE: [55.5, -21.1],
  TK: [-171.9, -9.2],
  TV: [179.2, -8.5],
  UM: [166.6, 19.3],
  YT: [45.2, -12.8],
}
