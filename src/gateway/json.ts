// Reading an upstream's JSON: lists of tags and of referrers.
import type { Asking } from '../edge.ts'
import type { Upstream } from '../routing/routes.ts'
import { readBody } from '../body.ts'
import { brokenOff } from './forward.ts'

const JSON_BYTES_MAX = 8 * 1024 * 1024

/** The value, or null for what is not JSON or too long. Throws `UNAVAILABLE` if the answer breaks off. */
export async function readJson(edge: Asking, upstream: Upstream, response: Response): Promise<unknown> {
  const bytes = await readBody(response, JSON_BYTES_MAX).catch((error: unknown) => {
    throw brokenOff(edge, upstream, error)
  })
  if (bytes === null) return null
  try {
    return JSON.parse(new TextDecoder().decode(bytes))
  } catch {
    return null
  }
}
