// An image by which one can see from outside which upstream the gateway uses.
import { ask, upstreamAddress } from '../../src/gateway/ask.ts'
import { isRedirect } from '../../src/gateway/location.ts'
import { targetAt, upstreamRegistry } from '../../src/gateway/upstream-registry.ts'
import { discardBody } from '../../src/body.ts'
import { parseManifest } from '../../src/oci/manifest.ts'
import { type Digest, type Repository, isTag } from '../../src/oci/name.ts'
import type { Routes, Target } from '../../src/routing/routes.ts'
import { newestTags } from '../../src/verify/newest.ts'
import type { Terminal } from '../command/terminal.ts'
import { askerOf } from '../registry/asker.ts'

export type Sample = {
  repository: Repository
  tag: string
  digest: Digest
  blob: Digest
  /** Where the new upstream's layers come from: its own address of the blob, and the host that leads to, if any. */
  address: string
  contentHost: string | null
}

/** The newest image of the first repository that the upstream has one of; null where none could be read. */
export async function findSample(
  routes: Routes,
  upstream: string,
  names: Repository[],
  terminal: Terminal,
): Promise<Sample | null> {
  for (const repository of names.slice(0, 20)) {
    const target = targetAt(routes, repository, upstream)
    const sample =
      target === null ? null : await sampleOf(routes, target, repository, terminal).catch(() => null)
    if (sample !== null) return sample
  }
  return null
}

async function sampleOf(
  routes: Routes,
  target: Target,
  repository: Repository,
  terminal: Terminal,
): Promise<Sample | null> {
  const asker = askerOf(routes, target.upstream.name, terminal)
  const registry = upstreamRegistry(asker, routes, target.upstream.name)
  const [tag] = newestTags((await registry.tags(repository)) ?? [], 1)
  if (tag === undefined || !isTag(tag)) return null
  const held = await registry.manifest(repository, { tag })
  const top = held === null ? null : parseManifest(held.bytes)
  if (held === null || top === null) return null
  const child = top.children.find(({ platform }) => platform !== '')
  const leaf = child === undefined ? held : await registry.manifest(repository, { digest: child.digest })
  const image = leaf === null ? null : parseManifest(leaf.bytes)
  const blob = (image?.config ?? image?.layers[0])?.digest
  if (blob === undefined) return null
  const path = `blobs/${blob}`
  const response = await ask(asker.edge, asker.tokens, target, { method: 'GET', path, range: 'bytes=0-0' })
  await discardBody(response)
  const address = upstreamAddress(target, path)
  const location = response.headers.get('Location') ?? ''
  const leadsTo =
    isRedirect(response) && URL.canParse(location, address) ? new URL(location, address).host : null
  return { repository, tag, digest: held.digest, blob, address, contentHost: leadsTo }
}
