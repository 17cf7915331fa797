// Whether the target has every signature, attestation and other referrer that the source has.
import { parseManifest } from '../oci/manifest.ts'
import { type Digest, type Tag } from '../oci/name.ts'
import type { What } from './finding.ts'
import { parseReferrers, referrersTag, taggedReferrers, whatIs } from './referrer.ts'
import type { Held, Referrer, Registry } from './registry.ts'
import { type Walk, attempt, report } from './walk.ts'

/** Both ways in which they are kept: by the API, and by tags that name the digest, as cosign does. */
export async function compareReferrers(walk: Walk, tag: string, subject: Digest): Promise<void> {
  const tagged = taggedReferrers(walk.listed, subject)
  await Promise.all([
    compareListed(walk, tag, subject),
    ...tagged.map((one) => compareTagged(walk, tag, one.tag, one.what)),
  ])
}

async function compareListed(walk: Walk, tag: string, subject: Digest): Promise<void> {
  const { from, to, repository, result } = walk
  const list = { tag, what: 'referrers', reference: subject } as const
  await attempt(walk, list, async () => {
    const wanted = await listReferrers(walk, from, subject)
    if (wanted.length === 0) return
    const there = await listReferrers(walk, to, subject)
    const compared = wanted.map(({ digest, artifactType }) => {
      const where = { tag, what: whatIs(artifactType), reference: digest }
      result.referrers += 1
      return attempt(walk, where, async () => {
        const isListed = there.some((one) => one.digest === digest)
        if (isListed && (await to.manifest(repository, { digest })) !== null) return
        report(walk, where, { from: digest })
      })
    })
    await Promise.all(compared)
  })
}

async function listReferrers(walk: Walk, registry: Registry, subject: Digest): Promise<Referrer[]> {
  const listed = await registry.referrers(walk.repository, subject)
  if (listed !== null) return listed
  const tag = referrersTag(subject)
  // The source's tags are known already.
  if (registry === walk.from && !walk.listed.includes(tag)) return []
  const index = await registry.manifest(walk.repository, { tag })
  return index === null ? [] : (parseReferrers(index.bytes) ?? [])
}

async function compareTagged(walk: Walk, tag: string, signature: Tag, what: What): Promise<void> {
  const { from, to, repository, result } = walk
  const where = { tag, what, reference: signature }
  await attempt(walk, where, async () => {
    const [source, target] = await Promise.all([
      from.manifest(repository, { tag: signature }),
      to.manifest(repository, { tag: signature }),
    ])
    if (source === null) return
    result.referrers += 1
    if (target === null) report(walk, where, { from: source.digest })
    else if (!includesLayers(target, source))
      report(walk, where, { kind: 'different', from: source.digest, to: target.digest })
  })
}

/** Cosign adds signatures as layers of one manifest, so one that was signed again has more, and another digest. */
function includesLayers(target: Held, source: Held): boolean {
  if (target.digest === source.digest) return true
  const there = new Set(parseManifest(target.bytes)?.layers.map(({ digest }) => digest))
  const wanted = parseManifest(source.bytes)?.layers ?? []
  return wanted.length > 0 && wanted.every(({ digest }) => there.has(digest))
}
