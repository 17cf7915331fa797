// GET and HEAD /v2/<name>/manifests/<reference>
import { registryAnswer } from '../oci/answer.ts'
import type { Reference } from '../oci/name.ts'
import type { Route } from '../routing/routes.ts'
import type { Call } from './call.ts'
import { findByDigest, findByTag } from './manifest-find.ts'

/** The upstream's bytes, unchanged. HEAD has the same headers: Docker and containerd fail without a length or with 0. */
export async function answerManifest(call: Call, route: Route, reference: Reference): Promise<Response> {
  const { memory, request } = call
  const { fetched, upstream, staleSince } =
    'digest' in reference
      ? await findByDigest(call, route, reference.digest)
      : await findByTag(call, route, reference.tag, memory.accepts.of(request.headers.get('Accept')))
  const { bytes, digest, manifest, mediaType } = fetched
  memory.blobSizes.learn(route.canonical, manifest)
  const isSaved = staleSince !== null || upstream !== route.wanted
  call.tell({
    artifact: route.canonical,
    upstream,
    saved: isSaved ? route.wanted : null,
    what: { kind: 'manifest', reference, digest, manifest },
  })
  const headers: Record<string, string> = {
    'Content-Type': mediaType,
    'Content-Length': String(bytes.byteLength),
    'Docker-Content-Digest': digest,
    // no-transform: a compressed manifest would lose its length.
    'Cache-Control': 'no-cache, no-transform',
  }
  if (staleSince !== null) headers['Warning'] = staleWarning(staleSince)
  return registryAnswer(request.method === 'HEAD' ? null : bytes, headers)
}

/** podman, CRI-O and Helm show it to the person who pulls. */
function staleWarning(since: number): string {
  const at = new Date(since).toISOString().slice(0, 16).replace('T', ' ')
  return `299 - "no registry behind this one answers; this tag is as it was at ${at} UTC"`
}
