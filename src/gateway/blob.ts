// GET and HEAD /v2/<name>/blobs/<digest>: never the bytes.
import type { AtOnce } from '../at-once.ts'
import { registryAnswer } from '../oci/answer.ts'
import { RegistryError } from '../oci/error.ts'
import type { Digest } from '../oci/name.ts'
import type { Route, Target } from '../routing/routes.ts'
import type { Served } from '../served.ts'
import { ask, askAnonymously, upstreamAddress } from './ask.ts'
import { keyOf } from './blob-address.ts'
import { findBlobSize } from './blob-head.ts'
import { redirectHeaders } from './blob-redirect.ts'
import { discardBody } from '../body.ts'
import type { Call } from './call.ts'
import { firstAnswer, firstCandidate } from './failover.ts'
import { isRedirect, locationOf } from './location.ts'
import { isPage } from './page.ts'
import { refusalOf } from './refusal.ts'

const LOCATING = { isByDigest: true, hasFallback: false, tries: false }

export function answerBlob(call: Call, route: Route, digest: Digest): AtOnce<Response> {
  if (call.method === 'HEAD') return answerSize(call, route, digest)
  const target = firstCandidate(call, route, LOCATING)
  return target !== undefined && call.memory.blobModes.known(target) === 'direct'
    ? answerDirectly(call, route, { target, digest })
    : answerLocation(call, route, digest)
}

async function answerSize(call: Call, route: Route, digest: Digest): Promise<Response> {
  const { value, target } = await firstAnswer(call, route, LOCATING, (one) =>
    sizeOf(call, route, { target: one, digest }),
  )
  call.tell(servedOf(route, { target, digest, host: null }))
  return sized(value, digest)
}

function answerDirectly(call: Call, route: Route, { target, digest }: Wanted): Response {
  call.tell(servedOf(route, { target, digest, host: null }))
  return redirect(call.memory.redirects.lasting(directAddress(target, digest), digest))
}

async function answerLocation(call: Call, route: Route, digest: Digest): Promise<Response> {
  const { value, target } = await firstAnswer(call, route, LOCATING, (one) =>
    locate(call, { target: one, digest }),
  )
  const isElsewhere = !value.startsWith(`${target.upstream.registry}/`)
  call.tell(servedOf(route, { target, digest, host: isElsewhere ? new URL(value).host : null }))
  return redirect(redirectHeaders(value, digest))
}

function servedOf(
  { canonical, wanted }: Route,
  { target, digest, host }: Wanted & { host: string | null },
): Served {
  const upstream = target.upstream.name
  const saved = upstream === wanted ? null : wanted
  return { artifact: canonical, upstream, saved, what: { kind: 'blob', digest, host } }
}

type Wanted = { target: Target; digest: Digest }

/** Where the client finds the bytes. */
async function locate(call: Call, { target, digest }: Wanted): Promise<string> {
  switch (await call.memory.blobModes.of(call.edge, target)) {
    case 'direct':
      return directAddress(target, digest)
    case 'resolve':
      return resolveBlob(call, target, digest)
    case null:
      return call.memory.joinAddress(`probe ${keyOf(target, digest)}`, call.edge, () =>
        probeBlob(call, target, digest),
      )
  }
}

function directAddress(target: Target, digest: Digest): string {
  return upstreamAddress(target, `blobs/${digest}`)
}

/** Throws what an upstream said that asked not to be asked for a while. */
function leaveAlone({ memory: { breaker } }: Call, { upstream }: Target): void {
  const error = breaker.stateOf(upstream.name) === 'asked' ? breaker.errorOf(upstream.name) : null
  if (error !== null) throw error
}

async function sizeOf(call: Call, route: Route, { target, digest }: Wanted): Promise<number> {
  return call.memory.blobSizes.of(route.canonical, digest) ?? findBlobSize(call, target, digest)
}

/** A HEAD is never redirected: a signed address is signed for GET and answers 403. */
function sized(bytes: number, digest: Digest): Response {
  return registryAnswer(null, {
    'Content-Type': 'application/octet-stream',
    'Content-Length': String(bytes),
    'Docker-Content-Digest': digest,
    'Cache-Control': 'no-store',
  })
}

function redirect(headers: Headers): Response {
  return new Response(null, { status: 307, headers })
}

/** The signed address behind the upstream's own: one hop for the client, no login there. Equal questions are one. */
async function resolveBlob(call: Call, target: Target, digest: Digest): Promise<string> {
  const { addresses, breaker, joinAddress } = call.memory
  // Where the registry is seen to fail, so may what it led to; then the client is told what is wrong, or goes elsewhere.
  const isFailing = ['open', 'half open'].includes(breaker.stateOf(target.upstream.name))
  const known = isFailing ? null : addresses.of(target, digest)
  if (known !== null) return known
  return joinAddress(keyOf(target, digest), call.edge, async () => {
    const address = await askForAddress(call, target, digest)
    addresses.keep(target, digest, address)
    return address
  })
}

/** Asked with the gateway's token, or in token mode the client's. */
async function askForAddress(call: Call, target: Target, digest: Digest): Promise<string> {
  leaveAlone(call, target)
  const path = `blobs/${digest}`
  const response = await ask(call.edge, call.memory.tokens, target, { method: 'GET', path })
  if (isRedirect(response)) {
    call.memory.breaker.succeeded(target.upstream.name)
    await discardBody(response)
    return locationOf(response, upstreamAddress(target, path), target.upstream)
  }
  if (response.status !== 200 || isPage(response)) throw await refusalOf(response, target, 'BLOB_UNKNOWN')
  await discardBody(response)
  throw new RegistryError('UNSUPPORTED', {
    message:
      `upstream ${target.upstream.name} sends blobs itself instead of redirecting to them, which "blobs": "resolve" ` +
      'cannot use: this gateway never carries layers. Set "direct" if it lets anybody read them',
    status: 501,
    isAboutUpstream: false,
  })
}

/**
 * The first blob asked of a repository in `auto` mode tells which mode it needs. Only a blob that was found teaches
 * anything: many registries answer 401 for what does not exist.
 */
async function probeBlob(call: Call, target: Target, digest: Digest): Promise<string> {
  const { edge, memory } = call
  const path = `blobs/${digest}`
  leaveAlone(call, target)
  // One byte is enough to see whether an upstream sends blobs itself.
  const response = await askAnonymously(edge, target, { method: 'GET', path, range: 'bytes=0-0' })
  if (response.status === 401 || response.status === 403) {
    await discardBody(response)
    const location = await resolveBlob(call, target, digest)
    memory.blobModes.learn(edge, target, 'resolve')
    return location
  }
  const isDirect = isRedirect(response) || ([200, 206].includes(response.status) && !isPage(response))
  if (!isDirect) throw await refusalOf(response, target, 'BLOB_UNKNOWN')
  await discardBody(response)
  memory.blobModes.learn(edge, target, 'direct')
  return directAddress(target, digest)
}
