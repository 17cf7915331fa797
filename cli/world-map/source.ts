// The drawn world as the file that the Worker reads.
import type { World } from '../../src/site/map/world.ts'
import { drawWorld, WIDTH } from './world.ts'

export const FILE = 'assets/world.json'

/** A line a country, so that what changed can be seen. */
export function worldFile(): string {
  const { height, shapes, dots } = drawWorld()
  const world: World = {
    width: WIDTH,
    height,
    shapes: Object.fromEntries(shapes),
    dots: Object.fromEntries(dots.map(([code, at]) => [code, at.join(' ')])),
  }
  return `${JSON.stringify(world, null, 2)}\n`
}
