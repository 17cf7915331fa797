import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { readAtlas } from '../../cli/world-map/atlas.ts'
import { ALL_CODES, codeOfNumber } from '../../cli/world-map/country-code.ts'
import type { Point } from '../../cli/world-map/path.ts'
import { FILE, worldFile } from '../../cli/world-map/source.ts'
import { projectionOf } from '../../cli/world-map/world.ts'
import { parseWorld } from '../../src/site/map/world.ts'

const GZIP_MAX = 12 * 1024

const committed = readFileSync(resolve(import.meta.dirname, '../..', FILE), 'utf8')
const { width, height, shapes, ...rest } = parseWorld(committed)
const dots = Object.fromEntries(
  Object.entries(rest.dots).map(([code, at]): [string, Point] => {
    const [x, y] = at.split(' ').map(Number)
    return [code, [x ?? NaN, y ?? NaN]]
  }),
)

/** "M1 2l3-4 5 6z" is the points that it draws. */
function ringsOf(path: string): Point[][] {
  return path
    .split('z')
    .filter((ring) => ring !== '')
    .map((ring) => {
      const numbers = (ring.match(/-?\d+/g) ?? []).map(Number)
      let [x, y] = [0, 0]
      return Array.from({ length: numbers.length / 2 }, (_, index): Point => {
        x += numbers[2 * index] ?? 0
        y += numbers[2 * index + 1] ?? 0
        return [x, y]
      })
    })
}

function covers(rings: Point[][], [x, y]: Point): boolean {
  const crossings = rings.flatMap((ring) =>
    ring.filter(([ax, ay], index) => {
      const [bx, by] = ring[(index + 1) % ring.length] ?? [ax, ay]
      return ay > y !== by > y && x < ax + ((y - ay) / (by - ay)) * (bx - ax)
    }),
  )
  return crossings.length % 2 === 1
}

describe('the map of the world', () => {
  it('is what the generator writes', () => {
    expect(worldFile()).toBe(committed)
  })

  it(`takes at most ${GZIP_MAX} bytes of a page`, () => {
    expect(gzipSync(committed).length).toBeLessThanOrEqual(GZIP_MAX)
  })

  it('knows every code of ISO 3166-1 but Antarctica, and Kosovo, each once', () => {
    const drawn = [...Object.keys(shapes), ...Object.keys(dots)].toSorted()
    expect(drawn).toEqual([...ALL_CODES.filter((code) => code !== 'AQ'), 'XK'].toSorted())
  })

  it('lies within its frame', () => {
    const points = [...Object.values(shapes).flatMap(ringsOf).flat(), ...Object.values(dots)]
    expect(points.filter(([x, y]) => x < 0 || x > width || y < 0 || y > height)).toEqual([])
  })

  it.each([
    ['DE', 'Berlin', 13.4, 52.5],
    ['FR', 'Bourges', 2.4, 47.1],
    ['GF', 'French Guiana', -53.1, 4],
    ['NO', 'Hamar', 11, 60.8],
    ['UA', 'Kyiv', 30.5, 50.4],
    ['UA', 'Crimea', 34.3, 45.3],
    ['RU', 'Novosibirsk', 82.9, 55],
    ['SO', 'Hargeisa', 44.1, 9.6],
    ['TW', 'Taiwan', 121, 23.8],
    ['US', 'Denver', -105, 39.7],
    ['AU', 'Alice Springs', 133.9, -23.7],
    ['ZA', 'Kimberley', 24.8, -28.7],
    ['BR', 'Brasília', -47.9, -15.8],
  ])('draws %s where %s is, and no other country', (code, _, longitude, latitude) => {
    const at = projectionOf(readAtlas('50m'))([longitude, latitude])
    const [x, y] = at ?? [0, 0]
    const here = Object.entries(shapes).filter(([, path]) => covers(ringsOf(path), [x + 0.01, y + 0.01]))
    expect(here.map(([found]) => found)).toEqual([code])
  })

  it.each([
    ['SG', 103.8, 1.35],
    ['HK', 114.2, 22.3],
    ['MT', 14.4, 35.9],
    ['BH', 50.5, 26],
    ['LU', 6.1, 49.8],
    ['MQ', -61, 14.6],
    ['XK', 20.9, 42.6],
  ])('has a dot for %s where it is', (code, longitude, latitude) => {
    const [x, y] = projectionOf(readAtlas('50m'))([longitude, latitude]) ?? [0, 0]
    const [dotX, dotY] = dots[code] ?? [-100, -100]
    expect(Math.hypot(dotX - x, dotY - y)).toBeLessThan(1.5)
  })
})

describe('the numbers of countries', () => {
  it('are those of ISO 3166-1', () => {
    expect(ALL_CODES).toHaveLength(249)
    expect(['276', '840', '156', '826', '010'].map(codeOfNumber)).toEqual(['DE', 'US', 'CN', 'GB', 'AQ'])
    expect(() => codeOfNumber('999')).toThrow('999')
  })

  it('name countries that every browser knows', () => {
    const names = new Intl.DisplayNames('en', { type: 'region' })
    expect(ALL_CODES.filter((code) => names.of(code) === code)).toEqual([])
  })
})
