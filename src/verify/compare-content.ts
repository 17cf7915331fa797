// What lies below a tag that both upstreams have: the images of its platforms, their blobs, and what is said about them.
import { type Descriptor, type Manifest, parseManifest } from '../oci/manifest.ts'
import { compareReferrers } from './compare-referrers.ts'
import type { Held } from './registry.ts'
import { type Walk, attempt, isNew, report } from './walk.ts'

/** An index of indexes is as deep as anybody goes. */
const DEPTH_MAX = 3

/** `held` is at both. */
export async function compareContent(walk: Walk, tag: string, held: Held): Promise<void> {
  if (!isNew(walk, held.digest)) return
  const manifest = parseManifest(held.bytes)
  if (manifest === null) return
  await Promise.all([compareReferrers(walk, tag, held.digest), compareParts(walk, tag, manifest, 1)])
}

async function compareParts(walk: Walk, tag: string, manifest: Manifest, depth: number): Promise<void> {
  await Promise.all([
    ...manifest.children.map((child) => compareChild(walk, tag, child, depth)),
    ...(walk.hasBlobs ? blobsOf(manifest).map((blob) => compareBlob(walk, tag, blob)) : []),
  ])
}

type ChildEntry = Manifest['children'][number]

async function compareChild(walk: Walk, tag: string, child: ChildEntry, depth: number): Promise<void> {
  const { digest, platform } = child
  const { from, to, repository, result } = walk
  if (!isNew(walk, digest)) return
  const where = { tag, what: 'child', reference: digest } as const
  await attempt(walk, where, async () => {
    const target = await to.manifest(repository, { digest })
    result.manifests += 1
    // Some indexes list platforms that were never pushed, or were taken away: not the target's fault.
    const source = target ?? (await from.manifest(repository, { digest }))
    if (source === null) return
    if (target === null) {
      report(walk, where, { from: digest })
      return
    }
    const manifest = parseManifest(target.bytes)
    await Promise.all([
      // BuildKit's attestations are children without a platform; nobody signs those.
      platform === '' ? null : compareReferrers(walk, tag, digest),
      manifest === null || depth >= DEPTH_MAX ? null : compareParts(walk, tag, manifest, depth + 1),
    ])
  })
}

/** Those that a registry has itself: Windows' base layers are had elsewhere. */
function blobsOf({ config, layers }: Manifest): Descriptor[] {
  const all = config === null ? layers : [config, ...layers]
  return all.filter(({ mediaType }) => !/foreign|nondistributable/.test(mediaType))
}

async function compareBlob(walk: Walk, tag: string, { digest }: Descriptor): Promise<void> {
  const { from, to, repository, result } = walk
  if (!isNew(walk, digest)) return
  const where = { tag, what: 'blob', reference: digest } as const
  await attempt(walk, where, async () => {
    result.blobs += 1
    if (await to.hasBlob(repository, digest)) return
    if (await from.hasBlob(repository, digest)) report(walk, where, { from: digest })
  })
}
