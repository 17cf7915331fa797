// The drawn world as the source file that the Worker carries.
import { drawWorld, WIDTH } from './world.ts'

export const FILE = 'src/site/map/world.ts'

export function worldSource(): string {
  const { height, shapes, dots } = drawWorld()
  return [
    '// The world, written by `node cli/world-map/write.ts`: shapes of Natural Earth (public domain) in equal-earth projection.',
    `export const WIDTH = ${WIDTH}`,
    `export const HEIGHT = ${height}`,
    '',
    '/** By ISO 3166-1 code. */',
    'export const SHAPES: Record<string, string> = {',
    ...shapes.map(([code, path]) => `  ${code}: '${path}',`),
    '}',
    '',
    '/** Code, x and y of what is too small for a shape. */',
    `export const DOTS =\n  '${dots.map(([code, at]) => [code, ...at].join(' ')).join(',')}'`,
    '',
  ].join('\n')
}
