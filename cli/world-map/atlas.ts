// The public-domain shapes of Natural Earth, as packed by world-atlas, cut into pieces and put together by code.
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { geoCentroid } from 'd3-geo'
import type { MultiPolygon } from 'geojson'
import { feature, merge } from 'topojson-client'
import * as z from 'zod'
import { codeOfLand } from './territory.ts'

const rings = z.array(z.array(z.number()))
const country = z.union([
  z.object({
    type: z.literal('Polygon'),
    arcs: rings,
    id: z.string().optional(),
    properties: z.object({ name: z.string() }),
  }),
  z.object({
    type: z.literal('MultiPolygon'),
    arcs: z.array(rings),
    id: z.string().optional(),
    properties: z.object({ name: z.string() }),
  }),
])
const atlas = z.object({
  type: z.literal('Topology'),
  arcs: z.array(z.array(z.array(z.number()))),
  transform: z.object({
    scale: z.tuple([z.number(), z.number()]),
    translate: z.tuple([z.number(), z.number()]),
  }),
  objects: z.object({ countries: z.object({ geometries: z.array(country) }) }),
})

export type Land = { code: string; shape: MultiPolygon }

/** Every code's land as one shape. "110m" is coarse and small, "50m" knows nearly every country. */
export function readAtlas(scale: '110m' | '50m'): Land[] {
  const file = fileURLToPath(import.meta.resolve(`world-atlas/countries-${scale}.json`))
  const topology = atlas.parse(JSON.parse(readFileSync(file, 'utf8')))
  const pieces = topology.objects.countries.geometries.flatMap((one) =>
    (one.type === 'Polygon' ? [one.arcs] : one.arcs).map((arcs) => {
      const centre = geoCentroid(
        feature({ ...topology, objects: {} }, { type: 'Polygon', arcs, properties: {} }),
      )
      return { code: codeOfLand(one, centre), arcs }
    }),
  )
  const byCode = Map.groupBy(pieces, ({ code }) => code)
  return [...byCode].flatMap(([code, parts]) =>
    code === null
      ? []
      : [
          {
            code,
            shape: merge({ ...topology, objects: {} }, [
              { type: 'MultiPolygon', arcs: parts.map(({ arcs }) => arcs) },
            ]),
          },
        ],
  )
}
