// GET and HEAD /v2/<name>/manifests/<reference>
import { type AtOnce, after } from '../at-once.ts'
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
  const { bytes, digest, headers, manifest } = fetched
  memory.blobSizes.learn(route.canonical, manifest)
  const isSaved = staleSince !== null || upstream !== route.wanted
  call.tell({
    artifact: route.canonical,
    upstream,
    saved: isSaved ? route.wanted : null,
    what: { kind: 'manifest', reference, digest, manifest },
  })
  const response = new Response(call.method === 'HEAD' ? null : bytes, { headers })
  if (staleSince !== null) response.headers.set('Warning', staleWarning(staleSince))
  return response
}

/** podman, CRI-O and Helm show it to the person who pulls. */
function staleWarning(since: number): string {
  const at = new Date(since).toISOString().slice(0, 16).replace('T', ' ')
  return `299 - "no registry behind this one answers; this tag is as it was at ${at} UTC"`
}
