// GET and HEAD /v2/<name>/manifests/<reference>
import { registryAnswer } from '../oci/answer.ts'
import { manifestAcceptOf } from '../oci/media-type.ts'
import type { Reference } from '../oci/name.ts'
import type { Route } from '../routing/routes.ts'
import type { Call } from './call.ts'
import { fetchManifest } from './manifest-fetch.ts'

/** The upstream's bytes, unchanged. HEAD has the same headers: Docker and containerd fail without a length or with 0. */
export async function answerManifest(call: Call, route: Route, reference: Reference): Promise<Response> {
  const { edge, memory, request } = call
  const accept = manifestAcceptOf(request.headers.get('Accept'))
  const fetched = await fetchManifest(edge, memory.tokens, route.targets[0], { reference, accept })
  const { digest, manifest } = fetched
  memory.blobSizes.learn(route.canonical, manifest)
  call.tell({
    artifact: route.canonical,
    upstream: route.targets[0].upstream.name,
    what: { kind: 'manifest', reference, digest, manifest },
  })
  return registryAnswer(request.method === 'HEAD' ? null : fetched.bytes, {
    headers: {
      'Content-Type': fetched.mediaType,
      'Content-Length': String(fetched.bytes.byteLength),
      'Docker-Content-Digest': digest,
      // no-transform: a compressed manifest would lose its length.
      'Cache-Control': 'no-cache, no-transform',
    },
  })
}
