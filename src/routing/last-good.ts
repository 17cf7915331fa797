// The last valid routes document, kept in KV so that a broken one takes nothing down, not even in a new isolate.
import type { Edge } from '../edge.ts'
import { logFailure } from '../log.ts'
import { parseRoutes } from './parse.ts'
import { type Routes, compileRoutes } from './routes.ts'

const KEY = 'routes:last-good'

/** Writes only what differs: KV takes one write a second and key, and every isolate comes by here. */
export async function keepLastGood(edge: Edge, text: string): Promise<void> {
  try {
    if ((await edge.env.CONFIG.get(KEY)) !== text) await edge.env.CONFIG.put(KEY, text)
  } catch (error) {
    logFailure('the last good routes document could not be kept', { reason: String(error) })
  }
}

export async function readLastGood(edge: Edge): Promise<Routes | null> {
  const text = await edge.env.CONFIG.get(KEY)
  const parsed = text === null ? null : parseRoutes(text)
  return parsed?.document ? compileRoutes(parsed.document) : null
}
