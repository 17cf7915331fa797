// What this isolate has seen of manifests, so that it need not ask or say it again.
import { LRU } from 'tiny-lru'
import type { Manifest } from '../oci/manifest.ts'
import type { Digest } from '../oci/name.ts'
import type { Served } from '../served.ts'
import type { BlobRole } from './counts.ts'
import { type Fact, type Host, factOf } from './message.ts'
import { lastLayerOf, roleOf } from './role.ts'

const BLOBS_MAX = 20_000
const MANIFESTS_MAX = 5_000
const HOSTS_MAX = 100

export type Watch = {
  /** What is known of an artifact's blob from its manifests that went by; another artifact's may say otherwise. */
  blobRole: (artifact: string, digest: Digest) => BlobRole
  /** The fact a served manifest is, the first time it goes by; null after that, and for anything else. */
  newFact: (served: Served) => Fact | null
  /** The content host that a client was sent to, once a day and host. */
  newHost: (served: Served, day: number) => Host | null
}

export function createWatch(): Watch {
  const roles = new LRU<NonNullable<BlobRole>>(BLOBS_MAX)
  const told = new LRU<true>(MANIFESTS_MAX)
  const passed = new WeakSet<Manifest>()
  const hosts = new LRU<number>(HOSTS_MAX)
  return {
    blobRole: (artifact, digest) => roles.get(`${artifact} ${digest}`) ?? null,
    newFact: ({ what, artifact }) => {
      if (what.kind !== 'manifest' || what.manifest === null || what.digest === null) return null
      const { manifest, digest } = what
      // One that is remembered is the same object at every answer, which is told faster than its name.
      if (passed.has(manifest)) return null
      passed.add(manifest)
      const key = `${artifact} ${digest}`
      if (told.has(key)) return null
      told.set(key, true)
      // A chart's layer is counted with its manifest, a signature's not at all.
      const last = ['image', 'artifact'].includes(roleOf(manifest)) ? lastLayerOf(manifest) : null
      for (const layer of manifest.layers) {
        const blob = `${artifact} ${layer.digest}`
        // A layer may be the last of one image and in the middle of another.
        if (layer.digest === last) roles.set(blob, 'last layer')
        else if (!roles.has(blob)) roles.set(blob, 'other')
      }
      if (manifest.config !== null) roles.set(`${artifact} ${manifest.config.digest}`, 'other')
      return factOf(manifest, { artifact, digest })
    },
    newHost: ({ what, upstream }, day) => {
      if (what.kind !== 'blob' || what.host === null || upstream === null) return null
      const key = `${upstream} ${what.host}`
      if (hosts.get(key) === day) return null
      hosts.set(key, day)
      return { upstream, host: what.host }
    },
  }
}
