// Looking after an upstream when nobody pulls: does it answer, has it a known image, does it lead to its blobs.
import type { Edge } from '../edge.ts'
import { RegistryError } from '../oci/error.ts'
import { ALL_MANIFEST_TYPES } from '../oci/media-type.ts'
import type { Digest, Tag } from '../oci/name.ts'
import type { Probe } from '../routing/health.ts'
import type { Target, Upstream } from '../routing/routes.ts'
import { discardBody } from '../body.ts'
import { ask, askAnonymously, upstreamAddress } from './ask.ts'
import { isUpstreamFailure } from './breaker.ts'
import type { Memory } from './call.ts'
import { forward } from './forward.ts'
import { isRedirect, locationOf } from './location.ts'
import { fetchManifest } from './manifest-fetch.ts'
import { isPage } from './page.ts'

/** A tag that this project has served: an upstream is well if it can serve it, too. */
export type Sample = { target: Target; tag: Tag }

export type Probed = {
  probe: Probe
  /** The content host that its blobs came from; null if it sends them itself or none was asked for. */
  contentHost: string | null
}

/** A ping and, where there is a sample, its manifest and a blob of it. A failed probe is made once more at once. */
export async function probeUpstream(
  edge: Edge,
  memory: Memory,
  upstream: Upstream,
  sample: Sample | null,
): Promise<Probed> {
  const once = async (): Promise<Probed> => {
    await ping(edge, upstream)
    return {
      probe: { ok: true },
      contentHost: sample === null ? null : await probeSample(edge, memory, sample),
    }
  }
  try {
    // Once more at once, unless it asked to be left alone.
    return await once().catch((error: unknown) => {
      if (error instanceof RegistryError && error.status === 429) throw error
      return once()
    })
  } catch (error) {
    // That a mirror lacks a tag, or limits how often we ask, is no illness.
    if (error instanceof RegistryError && (!isUpstreamFailure(error) || error.status === 429))
      return { probe: { ok: true }, contentHost: null }
    return {
      probe: { ok: false, why: error instanceof Error ? error.message : String(error) },
      contentHost: null,
    }
  }
}

const SIGNS = ['WWW-Authenticate', 'Docker-Distribution-API-Version']

async function ping(edge: Edge, upstream: Upstream): Promise<void> {
  const response = await forward(edge, upstream, new Request(`${upstream.registry}/v2/`))
  await discardBody(response)
  // A challenge may come with any body: quay.io sends the word "true" as text/html.
  const isChallenge = response.status === 401 && SIGNS.some((name) => response.headers.has(name))
  if (isChallenge || (response.status === 200 && !isPage(response))) return
  const message = `upstream ${upstream.name} answers GET /v2/ with ${isPage(response) ? 'a web page and ' : ''}status ${response.status}`
  throw new RegistryError('UNAVAILABLE', { message })
}

async function probeSample(edge: Edge, memory: Memory, { target, tag }: Sample): Promise<string | null> {
  const fetchOf = (reference: { tag: Tag } | { digest: Digest }) =>
    fetchManifest(edge, memory.tokens, target, { reference, accept: ALL_MANIFEST_TYPES })
  const { manifest } = await fetchOf({ tag })
  const child = manifest.children.find(({ platform }) => platform !== '')
  const image = child === undefined ? manifest : (await fetchOf({ digest: child.digest })).manifest
  const blob = image.config ?? image.layers[0]
  return blob === undefined ? null : probeBlob(edge, memory, target, blob.digest)
}

async function probeBlob(edge: Edge, memory: Memory, target: Target, digest: Digest): Promise<string | null> {
  const question = { method: 'GET', path: `blobs/${digest}`, range: 'bytes=0-0' } as const
  const mode = await memory.blobModes.of(edge, target)
  const response =
    mode === 'direct'
      ? await askAnonymously(edge, target, question)
      : await ask(edge, memory.tokens, target, question)
  await discardBody(response)
  if (isRedirect(response)) {
    const location = locationOf(response, upstreamAddress(target, question.path), target.upstream)
    await probeContent(edge, target.upstream, location)
    return new URL(location).host
  }
  if ([200, 206, 404].includes(response.status) && !isPage(response)) return null
  const message = `upstream ${target.upstream.name} answers the request for a blob with status ${response.status}`
  throw new RegistryError('UNAVAILABLE', { message })
}

/** One byte from where the upstream leads: a registry whose content host is down serves no images. */
async function probeContent(edge: Edge, upstream: Upstream, location: string): Promise<void> {
  const response = await forward(edge, upstream, new Request(location, { headers: { Range: 'bytes=0-0' } }))
  await discardBody(response)
  if (response.status < 500) return
  const { host } = new URL(location)
  const message = `upstream ${upstream.name} leads to ${host}, which answers with status ${response.status}`
  throw new RegistryError('UNAVAILABLE', { message })
}
