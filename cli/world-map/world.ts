// The world as the page draws it: every country a short path, and a dot where a path would be too small to see.
import { type GeoContext, geoCentroid, geoEqualEarth, geoPath, type GeoProjection } from 'd3-geo'
import type { MultiPolygon } from 'geojson'
import { type Land, readAtlas } from './atlas.ts'
import { ALL_CODES } from './country-code.ts'
import { areaOf, pathOf, type Point, wholeRing } from './path.ts'
import { PLACES } from './territory.ts'

export type World = {
  height: number
  shapes: [code: string, path: string][]
  dots: [code: string, at: Point][]
}

export const WIDTH = 640
/** Land that covers less than this of the map, in square units, is a dot. */
const DOT_AREA_MAX = 5

export function drawWorld(): World {
  const coarse = readAtlas('110m')
  const fine = readAtlas('50m')
  const projection = projectionOf(fine)
  const ringsOf = new Map(coarse.map(({ code, shape }) => [code, drawRings(shape, projection)]))
  const large = [...ringsOf].filter(([, rings]) => sum(rings.map(areaOf)) >= DOT_AREA_MAX)
  const shapes = large.map(([code, rings]): [string, string] => [code, pathOf(rings)])
  const drawn = new Set(large.map(([code]) => code))
  const codes = new Set([...ALL_CODES, ...coarse.map(({ code }) => code)])
  codes.delete('AQ')
  const dots = [...codes]
    .filter((code) => !drawn.has(code))
    .map((code): [string, Point] => [code, placeOf(code, [...fine, ...coarse], projection)])
  const height = Math.max(...large.flatMap(([, rings]) => rings.flat().map(([, y]) => y)))
  return { height, shapes: shapes.toSorted(byCode), dots: dots.toSorted(byCode) }
}

/** Turned so that the seam cuts the Bering Strait, not Siberia. Points between those of the atlas would only cost bytes. */
export function projectionOf(lands: Land[]): GeoProjection {
  const projection = geoEqualEarth().rotate([-11, 0]).precision(0)
  return projection.fitWidth(WIDTH, {
    type: 'GeometryCollection',
    geometries: lands.map(({ shape }) => shape),
  })
}

/** The middle of its largest piece would be finer; at this size the middle of all is the same dot. */
function placeOf(code: string, lands: Land[], projection: GeoProjection): Point {
  const land = lands.find((one) => one.code === code)
  const place = PLACES[code] ?? (land === undefined ? null : geoCentroid(land.shape))
  const at = place === null ? null : projection(place)
  if (at === null) throw new Error(`nothing says where ${code} lies`)
  return [Math.round(at[0]), Math.round(at[1])]
}

function drawRings(shape: MultiPolygon, projection: GeoProjection): Point[][] {
  const rings: Point[][] = []
  const pen: GeoContext = {
    beginPath: () => undefined,
    moveTo: (x, y) => void rings.push([[x, y]]),
    lineTo: (x, y) => void rings.at(-1)?.push([x, y]),
    arc: () => undefined,
    closePath: () => undefined,
  }
  geoPath(projection, pen)(shape)
  return rings.map(wholeRing).filter((ring) => ring.length > 0)
}

function byCode([a]: [string, unknown], [b]: [string, unknown]): number {
  return a < b ? -1 : 1
}

function sum(numbers: number[]): number {
  return numbers.reduce((total, number) => total + number, 0)
}
