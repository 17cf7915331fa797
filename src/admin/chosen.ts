// Which upstream was chosen, as far as it can be known: KV may show an older choice for a while, and a newer one that was
// made without this API.
import { LAG_MS, UPSTREAM_KEY } from '../routing/config.ts'
import type { Edge } from '../edge.ts'
import { type LastChange, etagOf, readKey, readLastChange } from './change.ts'

export type Chosen = {
  /**
   * What the key holds, null where it is not there: first as KV shows it here, then, while KV may lag behind, what this API
   * last put, if that is another one. Nothing tells a delay from a change by hand, so any of them may be in force.
   */
  held: [shown: string | null, ...(string | null)[]]
  last: LastChange
}

/** What was put is known by its hash, so it is one of `names`, or null: any other leads to the first in the document, too. */
export async function readChosen(edge: Edge, names: string[], now: number): Promise<Chosen> {
  // D1 first: what KV shows after that is not older than the change that is compared with.
  const last = await readLastChange(edge, UPSTREAM_KEY)
  const { text, etag } = await readKey(edge, UPSTREAM_KEY)
  const shown = text?.trim() ?? null
  if (etag === last.etag || now - last.at >= LAG_MS) return { held: [shown], last }
  const etags = await Promise.all(names.map(etagOf))
  const put = names[etags.indexOf(last.etag)] ?? null
  return { held: put === shown ? [shown] : [shown, put], last }
}
