// Finding a manifest: in the stores, at an upstream, or, when none answers, as it was last known.
import type { AtOnce } from '../at-once.ts'
import { RegistryError } from '../oci/error.ts'
import type { ManifestAccept } from '../oci/media-type.ts'
import type { Digest, Tag } from '../oci/name.ts'
import type { Route } from '../routing/routes.ts'
import { isUpstreamFailure } from './breaker.ts'
import type { Call } from './call.ts'
import { firstAnswer } from './failover.ts'
import { type FetchedManifest, type FoundManifest, fetchManifest } from './manifest-fetch.ts'

/** How long "no such manifest" is believed. */
const MISSING_MS = 10_000

/** Content that has its own name: whoever has it is as good as any other. */
export function findByDigest(call: Call, route: Route, digest: Digest): AtOnce<FoundManifest> {
  const near = call.memory.manifests.findNear(route.canonical, digest)
  return near === null ? findDigestFar(call, route, digest) : asWanted(route, near)
}

async function findDigestFar(call: Call, route: Route, digest: Digest): Promise<FoundManifest> {
  const stored = await call.memory.manifests.find(call.edge, route.canonical, digest)
  return stored === null ? askForDigest(call, route, digest) : asWanted(route, stored)
}

/** Nobody had to stand in for the upstream that is wanted, whatever its health. */
function asWanted(route: Route, fetched: FetchedManifest): FoundManifest {
  return { fetched, upstream: route.wanted, staleSince: null }
}

/** `accept` chooses among the answers of a tag, so it is part of what is remembered of one. */
export function findByTag(call: Call, route: Route, tag: Tag, accept: ManifestAccept): AtOnce<FoundManifest> {
  const { manifests, tags } = call.memory
  const key = `${route.canonical}:${tag}/${accept.key}`
  const fresh = tags.findNear(call.edge, key, route.wanted)
  const near = fresh === null ? null : manifests.findNear(route.canonical, fresh.digest)
  return fresh === null || near === null
    ? findTagFar(call, route, { tag, accept: accept.header, key })
    : { fetched: near, upstream: fresh.upstream, staleSince: null }
}

async function findTagFar(call: Call, route: Route, asked: Asked): Promise<FoundManifest> {
  return (await findFresh(call, route, asked.key)) ?? askOrFindLast(call, route, asked)
}

async function askOrFindLast(call: Call, route: Route, asked: Asked): Promise<FoundManifest> {
  const { tags } = call.memory
  const { key } = asked
  return askedOnce(call, `${key} ${route.wanted}`, async () => {
    // Whoever was waited for in vain may have been replaced by somebody who has it by now.
    const sinceThen = await findFresh(call, route, key)
    if (sinceThen !== null) return sinceThen
    const last = await findLast(call, route, key)
    try {
      return await askForTag(call, route, asked, last !== null)
    } catch (error) {
      if (last !== null && isWithdrawn(error)) tags.forget(call.edge, key)
      if (last === null || !isUpstreamFailure(error)) throw error
      return last
    }
  })
}

/** What the tag was last known to be, where that is still to be had. */
async function findLast(call: Call, route: Route, key: string): Promise<FoundManifest | null> {
  const { manifests, tags } = call.memory
  const last = await tags.findLast(call.edge, key)
  const stored = last === null ? null : await manifests.find(call.edge, route.canonical, last.digest)
  return last === null || stored === null
    ? null
    : { fetched: stored, upstream: last.upstream, staleSince: last.at }
}

async function findFresh(call: Call, route: Route, key: string): Promise<FoundManifest | null> {
  const { manifests, tags } = call.memory
  const fresh = await tags.findFresh(call.edge, key, route.wanted)
  const stored = fresh === null ? null : await manifests.find(call.edge, route.canonical, fresh.digest)
  return fresh === null || stored === null
    ? null
    : { fetched: stored, upstream: fresh.upstream, staleSince: null }
}

/** The upstream's clear word that there is no such tag (any more). */
function isWithdrawn(error: unknown): boolean {
  return error instanceof RegistryError && error.code === 'MANIFEST_UNKNOWN'
}

type Asked = { tag: Tag; accept: string; key: string }

async function askForTag(
  call: Call,
  route: Route,
  { tag, accept, key }: Asked,
  hasFallback: boolean,
): Promise<FoundManifest> {
  const { manifests, tags, tokens } = call.memory
  const attempt = { isByDigest: false, hasFallback, tries: true }
  const { value, target } = await firstAnswer(call, route, attempt, (one) =>
    fetchManifest(call.edge, tokens, one, { reference: { tag }, accept }),
  )
  const upstream = target.upstream.name
  manifests.keep(call.edge, route.canonical, value)
  tags.keep(call.edge, key, { digest: value.digest, at: Date.now(), upstream, wanted: route.wanted })
  return { fetched: value, upstream, staleSince: null }
}

async function askForDigest(call: Call, route: Route, digest: Digest): Promise<FoundManifest> {
  const { manifests, tokens } = call.memory
  return askedOnce(call, `${route.canonical}@${digest}`, async () => {
    const attempt = { isByDigest: true, hasFallback: false, tries: true }
    const { value, target } = await firstAnswer(call, route, attempt, (one) =>
      fetchManifest(call.edge, tokens, one, { reference: { digest }, accept: '' }),
    )
    manifests.keep(call.edge, route.canonical, value)
    return { fetched: value, upstream: target.upstream.name, staleSince: null }
  })
}

/** Equal questions at once are one question, and a "no such thing" answers them for a while. */
async function askedOnce(call: Call, key: string, ask: () => Promise<FoundManifest>): Promise<FoundManifest> {
  const { missing, joinManifest } = call.memory
  const known = missing.get(key)
  if (known !== undefined && known.until > Date.now()) throw known.error
  try {
    return await joinManifest(key, call.edge, ask)
  } catch (error) {
    if (error instanceof RegistryError && error.status === 404) {
      missing.set(key, { error, until: Date.now() + MISSING_MS })
    }
    throw error
  }
}
