// What is remembered up to so many bytes; the least recently used is forgotten first.
import { LRU } from 'tiny-lru'

export type SizedMemory<T> = {
  get: (key: string) => T | undefined
  has: (key: string) => boolean
  /** What would not fit by itself is not remembered, nor is what the key had before. */
  set: (key: string, value: T) => void
}

export function createSizedMemory<T>(bytesMax: number, bytesOf: (value: T) => number): SizedMemory<T> {
  const kept = new LRU<{ value: T; bytes: number }>()
  let bytes = 0

  function forget(key: string): void {
    bytes -= kept.peek(key)?.bytes ?? 0
    kept.delete(key)
  }

  return {
    get: (key) => kept.get(key)?.value,
    has: (key) => kept.has(key),
    set: (key, value) => {
      forget(key)
      const added = { value, bytes: bytesOf(value) }
      if (added.bytes > bytesMax) return
      kept.set(key, added)
      bytes += added.bytes
      while (bytes > bytesMax && kept.first !== null) forget(String(kept.first.key))
    },
  }
}
