// GET and HEAD /v2/<name>/manifests/<reference>
import { type AtOnce, after } from '../at-once.ts'
import { registryAnswer } from '../oci/answer.ts'
import type { Reference } from '../oci/name.ts'
import type { Route } from '../routing/routes.ts'
import type { Call } from './call.ts'
import type { FoundManifest } from './manifest-fetch.ts'
import { findByDigest, findByTag } from './manifest-find.ts'

export function answerManifest(call: Call, route: Route, reference: Reference): AtOnce<Response> {
  const { memory, request } = call
  const found =
    'digest' in reference
      ? findByDigest(call, route, reference.digest)
      : findByTag(call, route, reference.tag, memory.accepts.of(request.headers.get('Accept')))
  return after(found, (one) => answerFound(call, route, reference, one))
}

/** The upstream's bytes, unchanged. HEAD has the same headers: Docker and containerd fail without a length or with 0. */
function answerFound(
  call: Call,
  route: Route,
  reference: Reference,
  { fetched, upstream, staleSince }: FoundManifest,
): Response {
  const { memory } = call
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
  return registryAnswer(call.method === 'HEAD' ? null : bytes, headers)
}

/** podman, CRI-O and Helm show it to the person who pulls. */
function staleWarning(since: number): string {
  const at = new Date(since).toISOString().slice(0, 16).replace('T', ' ')
  return `299 - "no registry behind this one answers; this tag is as it was at ${at} UTC"`
}
