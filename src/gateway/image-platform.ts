// The platform of an image that no index lists: in its configuration, a few kilobytes among its blobs.
import { digestOf } from '../oci/digest.ts'
import { parseImagePlatform } from '../oci/manifest.ts'
import type { Digest } from '../oci/name.ts'
import type { Route, Target } from '../routing/routes.ts'
import type { Edge } from '../edge.ts'
import { ask, upstreamAddress } from './ask.ts'
import { discardBody, readBody } from '../body.ts'
import { forward } from './forward.ts'
import { isRedirect, locationOf } from './location.ts'
import type { UpstreamTokens } from './upstream-token.ts'

const CONFIG_BYTES_MAX = 1024 * 1024

/** `linux/arm64`, from the first upstream that has the configuration; '' if none does or it does not say. */
export async function readImagePlatform(
  edge: Edge,
  tokens: UpstreamTokens,
  { targets }: Route,
  config: Digest,
): Promise<string> {
  for (const target of targets) {
    const platform = await platformAt(edge, tokens, target, config).catch(() => '')
    if (platform !== '') return platform
  }
  return ''
}

async function platformAt(
  edge: Edge,
  tokens: UpstreamTokens,
  target: Target,
  config: Digest,
): Promise<string> {
  const path = `blobs/${config}`
  let response = await ask(edge, tokens, target, { method: 'GET', path })
  if (isRedirect(response)) {
    await discardBody(response)
    const location = locationOf(response, upstreamAddress(target, path), target.upstream)
    response = await forward(edge, target.upstream, new Request(location))
  }
  const bytes = response.status === 200 ? await readBody(response, CONFIG_BYTES_MAX) : null
  if (bytes === null) await discardBody(response)
  return bytes !== null && (await digestOf(bytes, config)) === config ? parseImagePlatform(bytes) : ''
}
