// What becomes of a request under /v2, from top to bottom.
import { type AtOnce, after } from '../at-once.ts'
import { jsonAnswer } from '../oci/answer.ts'
import { RegistryError } from '../oci/error.ts'
import type { RegistryPath } from '../oci/path.ts'
import type { Config, ConfigState } from '../routing/config.ts'
import type { Route } from '../routing/routes.ts'
import type { Served } from '../served.ts'
import { answerBlob } from './blob.ts'
import type { Call } from './call.ts'
import { openSession } from './handshake/session.ts'
import { answerManifest } from './manifest.ts'
import { answerReferrers } from './referrers.ts'
import { answerTags } from './tags.ts'

type RepositoryPath = Exclude<RegistryPath, { kind: 'ping' }>

/** The decision list. What it throws as a RegistryError is the client's answer; test/gateway/request-table.test.ts is its table. */
export function answerRegistry(call: Call, config: AtOnce<ConfigState>): AtOnce<Response> {
  const { method } = call
  if (method !== 'GET' && method !== 'HEAD') throw new RegistryError('UNSUPPORTED', readOnly)

  const path = call.memory.paths.of(call.pathname)
  if (path === null) throw new RegistryError('UNSUPPORTED', notAnEndpoint)

  return after(config, ({ config: inForce, problems }) => {
    if (inForce === null) throw new RegistryError('UNAVAILABLE', notConfigured(problems))
    if (inForce.routes.auth === 'token') return answerPrivately(call, inForce, path)
    return path.kind === 'ping' ? ping() : answerPath(call, routeOf(call, inForce, path), path)
  })
}

/** In token mode everything is asked for with a token, the ping too: many clients look for the challenge there alone. */
async function answerPrivately(call: Call, inForce: Config, path: RegistryPath): Promise<Response> {
  const session = await openSession(call, inForce, path)
  if (path.kind === 'ping') return ping()
  const entered = session.enter(routeOf(call, inForce, path))
  return unshared(await answerPath(entered.call, entered.route, path))
}

function routeOf(call: Call, inForce: Config, path: RepositoryPath): Route {
  const route = call.memory.routes.of(inForce, path.repository)
  if (route === null) throw new RegistryError('NAME_UNKNOWN', notPublished(path))
  return route
}

function answerPath(call: Call, route: Route, path: RepositoryPath): AtOnce<Response> {
  call.tell(servedOf(route, path))
  switch (path.kind) {
    case 'manifest':
      return answerManifest(call, route, path.reference)
    case 'blob':
      return answerBlob(call, route, path.digest)
    case 'tags':
      return answerTags(call, route)
    case 'referrers':
      return answerReferrers(call, route, path.digest)
  }
}

/** No cache on the way may keep what was read with somebody's token. */
function unshared(response: Response): Response {
  response.headers.set('Cache-Control', 'private, no-store, no-transform')
  return response
}

/** What is known before the upstream has answered; a manifest says more once it is there. */
function servedOf(route: Route, path: RepositoryPath): Served {
  const what = whatOf(path)
  return { artifact: route.canonical, upstream: route.targets[0].upstream.name, saved: null, what }
}

function whatOf(path: RepositoryPath): Served['what'] {
  switch (path.kind) {
    case 'manifest':
      return { kind: path.kind, reference: path.reference, digest: null, manifest: null }
    case 'blob':
      return { kind: path.kind, digest: path.digest, host: null }
    default:
      return path
  }
}

/** 200; in anonymous mode to everybody, so that no client looks for a token: Docker and podman then never send one. */
function ping(): Response {
  return jsonAnswer({})
}

const readOnly = {
  message: 'this registry is read-only: it takes GET and HEAD',
  headers: { Allow: 'GET, HEAD' },
}

const notAnEndpoint = {
  message:
    'not an endpoint of this registry: it serves manifests, blobs, tags/list and referrers of a repository',
  status: 404,
}

function notConfigured(problems: string[]) {
  return { message: `this registry has no valid configuration yet. ${problems.join('. ')}` }
}

function notPublished({ repository }: RepositoryPath) {
  return { message: `${repository} is not published here; check the name`, detail: { name: repository } }
}
