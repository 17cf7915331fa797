// Paths of requests as what they mean, read once for each: nearly all requests are for a few.
import { LRU } from 'tiny-lru'
import { type RegistryPath, parseRegistryPath } from '../oci/path.ts'

/** Paths are made up by whoever asks. */
const PATHS_MAX = 2000

export type PathMemory = {
  /** As `parseRegistryPath`, which says what it returns and throws. */
  of: (pathname: string) => RegistryPath | null
}

export function createPathMemory(): PathMemory {
  const known = new LRU<RegistryPath>(PATHS_MAX)
  return {
    of: (pathname) => {
      const before = known.get(pathname)
      if (before !== undefined) return before
      const path = parseRegistryPath(pathname)
      if (path !== null) known.set(pathname, path)
      return path
    },
  }
}
