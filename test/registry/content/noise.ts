// Bytes that do not compress and are the same at every start, to stand for a program.
import type { Bytes } from './digest.ts'

// FNV-1a: different seeds must give different streams, nothing more is asked of it.
const seedOf = (text: string): number => {
  let hash = 0x811c9dc5
  for (const character of text) hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193)
  // xorshift never leaves zero.
  return hash >>> 0 || 1
}

export const noise = (seed: string, length: number): Bytes => {
  const words = new Uint32Array(Math.ceil(length / 4))
  let state = seedOf(seed)
  for (let at = 0; at < words.length; at++) {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    words[at] = state
  }
  return new Uint8Array(words.buffer, 0, length)
}
