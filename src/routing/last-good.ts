// The last valid text of a key that people edit, kept in KV so that a broken one takes nothing down, not even in a new isolate.
import type { Edge } from '../edge.ts'
import { logFailure } from '../log.ts'

const lastGoodKey = (key: string) => `${key}:last-good`

/** Writes only what differs: KV takes one write a second and key, and every isolate comes by here. */
export async function keepLastGood(edge: Edge, key: string, text: string): Promise<void> {
  try {
    if ((await edge.env.CONFIG.get(lastGoodKey(key))) !== text)
      await edge.env.CONFIG.put(lastGoodKey(key), text)
  } catch (error) {
    logFailure('the last good value of a key could not be kept', { key, reason: String(error) })
  }
}

export async function readLastGood(edge: Edge, key: string): Promise<string | null> {
  return edge.env.CONFIG.get(lastGoodKey(key))
}
