// The world as it is drawn: shapes of Natural Earth (public domain) in equal-earth projection, from a file of assets/.
import * as z from 'zod/mini'
import type { Edge } from '../../edge.ts'
import { logFailure } from '../../log.ts'

const FILE = 'world.json'

const worldSchema = z.object({
  width: z.number(),
  height: z.number(),
  /** Paths by ISO 3166-1 code. */
  shapes: z.record(z.string(), z.string()),
  /** Where the countries lie that are too small for a shape: "502 150". */
  dots: z.record(z.string(), z.string()),
})
export type World = z.output<typeof worldSchema>

/** Deployed with the Worker, so what has been read stays true. */
let known: World | null = null

/** Null if it cannot be read: a page is shown without its map then. */
export async function readWorld(edge: Pick<Edge, 'readAsset'>): Promise<World | null> {
  try {
    return (known ??= parseWorld(await edge.readAsset(FILE)))
  } catch (error) {
    logFailure('the map of the world cannot be read', { reason: String(error) })
    return null
  }
}

export function parseWorld(text: string): World {
  return worldSchema.parse(JSON.parse(text))
}
