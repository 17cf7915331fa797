// An image by which one can see from outside which upstream the gateway uses.
import { setTimeout as sleep } from 'node:timers/promises'
import { ask, upstreamAddress } from '../../src/gateway/ask.ts'
import { isRedirect } from '../../src/gateway/location.ts'
import { type Asker, targetAt, upstreamRegistry } from '../../src/gateway/upstream-registry.ts'
import { discardBody } from '../../src/body.ts'
import { RegistryError } from '../../src/oci/error.ts'
import { parseManifest } from '../../src/oci/manifest.ts'
import { type Digest, type Repository, isTag } from '../../src/oci/name.ts'
import type { Routes, Target } from '../../src/routing/routes.ts'
import { newestTags } from '../../src/verify/newest.ts'
import { createPatience } from '../../src/verify/patience.ts'
import type { Terminal } from '../command/terminal.ts'
import { reasonOf } from '../gateway/reason.ts'
import { askerOf } from '../registry/asker.ts'

/** Looking for one, all repositories together. */
const SEARCH_MS_MAX = 30_000

export type Sample = {
  repository: Repository
  tag: string
  digest: Digest
  blob: Digest
  /** Where the new upstream's layers come from: its own address of the blob, and the host that leads to, if any. */
  address: string
  contentHost: string | null
}

/** Where nothing was found: what the upstream failed with first, and refused first; neither where it has no image. */
export type Found = { sample: Sample | null; failure: string | null; refusal: string | null }

/** The newest image of the first repository that the upstream has one of. */
export async function findSample(
  routes: Routes,
  upstream: string,
  names: Repository[],
  terminal: Terminal,
): Promise<Found> {
  const asker = hastyAsker(routes, upstream, terminal)
  let failure: string | null = null
  let refusal: string | null = null
  for (const repository of names.slice(0, 20)) {
    const target = targetAt(routes, repository, upstream)
    try {
      const sample = target === null ? null : await sampleOf(asker, routes, target, repository)
      if (sample !== null) return { sample, failure: null, refusal: null }
    } catch (error) {
      if (isRefusal(error)) refusal ??= reasonOf(error)
      else failure ??= reasonOf(error)
    }
  }
  return { sample: null, failure, refusal }
}

/** The registry's word that there is no such repository, which may only mean that nobody has logged in. */
function isRefusal(error: unknown): boolean {
  const cause: unknown = error instanceof Error ? error.cause : null
  return cause instanceof RegistryError && cause.code === 'NAME_UNKNOWN'
}

/** Somebody waits for the answer to something else: an upstream that is silent, or asks for minutes, has no sample. */
function hastyAsker(routes: Routes, upstream: string, terminal: Terminal): Asker {
  const asker = askerOf(routes, upstream, terminal)
  const wait = (ms: number) => sleep(ms)
  const patience = createPatience({ limitedTriesMax: 2, failedTriesMax: 1, waitMsMax: 10_000, wait })
  return { ...asker, patience, edge: { ...asker.edge, deadlineAt: Date.now() + SEARCH_MS_MAX } }
}

async function sampleOf(
  asker: Asker,
  routes: Routes,
  target: Target,
  repository: Repository,
): Promise<Sample | null> {
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
