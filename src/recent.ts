// What was used most recently, within a bound: how an isolate remembers.

export type Recent<V> = {
  /** Makes it the most recent one. */
  get: (key: string) => V | undefined
  has: (key: string) => boolean
  /** The most recent one. What was used least recently makes room; what is larger than the bound is not kept. */
  set: (key: string, value: V) => void
  delete: (key: string) => void
}

type Kept<V> = { key: string; value: V; size: number; older: Kept<V> | null; newer: Kept<V> | null }

/** `max` bounds the sum of all sizes; without `sizeOf` that is how many there are. */
export function createRecent<V>(max: number, sizeOf: (value: V) => number = () => 1): Recent<V> {
  const byKey = new Map<string, Kept<V>>()
  // In the order of use. A Map has one of its own, but gets slow where keys are taken out and put in again.
  let newest: Kept<V> | null = null
  let oldest: Kept<V> | null = null
  let total = 0

  function link(kept: Kept<V>): void {
    kept.older = newest
    kept.newer = null
    if (newest === null) oldest = kept
    else newest.newer = kept
    newest = kept
  }

  function unlink({ older, newer }: Kept<V>): void {
    if (older === null) oldest = newer
    else older.newer = newer
    if (newer === null) newest = older
    else newer.older = older
  }

  function drop(key: string): void {
    const kept = byKey.get(key)
    if (kept === undefined) return
    byKey.delete(key)
    unlink(kept)
    total -= kept.size
  }

  return {
    get: (key) => {
      const kept = byKey.get(key)
      if (kept === undefined || kept === newest) return kept?.value
      unlink(kept)
      link(kept)
      return kept.value
    },
    has: (key) => byKey.has(key),
    set: (key, value) => {
      drop(key)
      const size = sizeOf(value)
      if (size > max) return
      const kept = { key, value, size, older: null, newer: null }
      byKey.set(key, kept)
      link(kept)
      total += size
      while (total > max && oldest !== null) drop(oldest.key)
    },
    delete: drop,
  }
}
