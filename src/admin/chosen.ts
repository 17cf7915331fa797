// The upstream that was chosen, as far as it can be known: KV may show an older choice for a while.
import { LAG_MS, UPSTREAM_KEY } from '../routing/config.ts'
import type { Edge } from '../edge.ts'
import { type LastChange, etagOf, readKey, readLastChange } from './change.ts'

export type Chosen = {
  /** The name in the key; null where there is none, and the first in the document counts. */
  set: string | null
  /** Whether nothing speaks against it. */
  isSure: boolean
  last: LastChange
}

/** While KV may lag behind, what was last put with this API is believed, and KV where that is none of `names`. */
export async function readChosen(edge: Edge, names: string[], now: number): Promise<Chosen> {
  // D1 first: what KV shows after that is not older than the change that is compared with.
  const last = await readLastChange(edge, UPSTREAM_KEY)
  const { text, etag } = await readKey(edge, UPSTREAM_KEY)
  const shown = text?.trim() ?? null
  if (etag === last.etag || now - last.at >= LAG_MS) return { set: shown, isSure: true, last }
  if (last.etag === '') return { set: null, isSure: false, last }
  for (const name of names) if ((await etagOf(name)) === last.etag) return { set: name, isSure: false, last }
  return { set: shown, isSure: false, last }
}
