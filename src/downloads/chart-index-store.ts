// The indexes of Helm repositories: fresh for a minute, and the last good one for as long as there is none better.
import * as z from 'zod/mini'
import { readBody } from '../body.ts'
import type { Edge } from '../edge.ts'
import { brokenOff, forward } from '../gateway/forward.ts'
import { joinWork } from '../joined-work.ts'
import { logFailure } from '../log.ts'
import { RegistryError } from '../oci/error.ts'
import { createSizedMemory } from '../sized-memory.ts'
import { type ChartIndex, type Place, rewriteIndex } from './chart-index.ts'
import { IndexError } from './index-scan.ts'

const INDEX_BYTES_MAX = 12 * 1024 * 1024
const MEMORY_BYTES_MAX = 40 * 1024 * 1024
/** What a chart in the table takes, roughly. */
const CHART_BYTES = 400
const EDGE_SECONDS = 24 * 60 * 60
/** How long an origin that failed is left alone where there is an older index to serve. */
const RETRY_MS = 10_000

/** The origin's text, as it came. */
type Kept = {
  text: string
  etag: string
  /** When the origin last said so, milliseconds since 1970. */
  at: number
}

export type FoundIndex = ChartIndex & {
  etag: string
  at: number
  /** Why it is older than it should be; null if it is not. */
  staleBecause: string | null
}

export type ChartIndexes = {
  /** Throws a RegistryError if there is none and never was. `ageMsMax` asks for a younger one than usual. */
  find: (edge: Edge, place: Place, ageMsMax?: number) => Promise<FoundIndex>
}

type Known = { kept: Kept; found: FoundIndex; triedAt: number }

export function createChartIndexes(): ChartIndexes {
  const memory = createSizedMemory<Known>(
    MEMORY_BYTES_MAX,
    ({ kept, found }) => kept.text.length + found.bytes.byteLength + found.charts.size * CHART_BYTES + 1,
  )
  const join = joinWork<FoundIndex>()
  const keyOf = ({ base, source }: Place) => `${base} ${source}`

  async function keep(place: Place, kept: Kept, staleBecause: string | null): Promise<FoundIndex> {
    const known = memory.get(keyOf(place))
    const index = known?.kept.text === kept.text ? known.found : await compiled(kept.text, place)
    const found = { ...index, at: kept.at, staleBecause }
    memory.set(keyOf(place), { kept, found, triedAt: Date.now() })
    return found
  }

  async function refresh(edge: Edge, place: Place, ageMsMax: number): Promise<FoundIndex> {
    const before =
      memory.get(keyOf(place))?.kept ?? (await findAtEdge(edge, place)) ?? (await findInKv(edge, place))
    try {
      if (before !== null && Date.now() - before.at < ageMsMax) return await keep(place, before, null)
      const fetched = await fetchIndex(edge, place, before)
      const found = await keep(place, fetched, null)
      edge.waitUntil(keepFar(edge, place, fetched, before))
      return found
    } catch (error) {
      const failure = failureOf(error)
      logFailure(`the index of ${place.source} cannot be had: ${failure.message}`, { source: place.source })
      const last = before === null ? null : await keep(place, before, failure.message).catch(() => null)
      if (last === null) throw failure
      return last
    }
  }

  return {
    find: async (edge, place, ageMsMax = edge.settings.tagTtlMs) => {
      const known = memory.get(keyOf(place))
      const isTriedLately =
        known !== undefined && known.found.staleBecause !== null && Date.now() - known.triedAt < RETRY_MS
      if (known !== undefined && (isTriedLately || Date.now() - known.found.at < ageMsMax)) return known.found
      return join(keyOf(place), edge, () => refresh(edge, place, ageMsMax))
    },
  }
}

async function compiled(text: string, place: Place): Promise<Omit<FoundIndex, 'at' | 'staleBecause'>> {
  const index = rewriteIndex(text, place)
  const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', index.bytes)).toHex()
  return { ...index, etag: `"${hash.slice(0, 32)}"` }
}

/** Anything but what the origin does wrong is thrown on. */
function failureOf(error: unknown): RegistryError {
  if (error instanceof RegistryError) return error
  if (!(error instanceof IndexError)) throw error
  return failure(`its index.yaml is malformed: ${error.message}`)
}

function failure(message: string): RegistryError {
  return new RegistryError('UNAVAILABLE', { message, status: 502 })
}

/** Throws a RegistryError where the origin does not answer with an index. */
async function fetchIndex(edge: Edge, { source }: Place, before: Kept | null): Promise<Kept> {
  const origin = { name: new URL(source).host }
  const headers = new Headers(before === null || before.etag === '' ? {} : { 'If-None-Match': before.etag })
  const response = await forward(edge, origin, new Request(`${source}/index.yaml`, { headers }))
  const body = await readBody(response, INDEX_BYTES_MAX).catch((error: unknown) => {
    throw brokenOff(edge, origin, error)
  })
  if (response.status === 304 && before !== null) return { ...before, at: Date.now() }
  if (response.status !== 200) throw failure(`${origin.name} answers with status ${response.status}`)
  if (body === null) throw failure(`its index.yaml has more than ${INDEX_BYTES_MAX} bytes`)
  return { text: decoded(body), etag: response.headers.get('ETag') ?? '', at: Date.now() }
}

function decoded(body: ArrayBuffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: false }).decode(body)
  } catch {
    throw new IndexError('it is not UTF-8')
  }
}

const metadataSchema = z.object({ etag: z.string(), at: z.number() })

function edgeKey(edge: Edge, { source }: Place): string {
  return `${edge.origin}/.index/${encodeURIComponent(source)}`
}

function kvKey({ source }: Place): string {
  return `index:${source}`
}

/** Only a changed text goes to KV, which is for isolates that know nothing when the origin is down. */
async function keepFar(edge: Edge, place: Place, kept: Kept, before: Kept | null): Promise<void> {
  const { text, etag, at } = kept
  const headers = { 'Cache-Control': `public, max-age=${EDGE_SECONDS}`, 'X-Etag': etag, 'X-At': String(at) }
  await caches.default.put(edgeKey(edge, place), new Response(text, { headers })).catch(() => null)
  if (before?.text === text) return
  await edge.env.MANIFESTS.put(kvKey(place), text, { metadata: { etag, at } }).catch((error: unknown) =>
    logFailure('an index could not be kept', { reason: String(error) }),
  )
}

async function findAtEdge(edge: Edge, place: Place): Promise<Kept | null> {
  const response = await caches.default.match(edgeKey(edge, place)).catch(() => undefined)
  if (response === undefined) return null
  const { headers } = response
  return { text: await response.text(), etag: headers.get('X-Etag') ?? '', at: Number(headers.get('X-At')) }
}

async function findInKv(edge: Edge, place: Place): Promise<Kept | null> {
  try {
    const { value, metadata } = await edge.env.MANIFESTS.getWithMetadata(kvKey(place), 'text')
    const { success, data } = metadataSchema.safeParse(metadata)
    return value === null || !success ? null : { text: value, ...data }
  } catch (error) {
    logFailure('MANIFESTS cannot be read', { reason: String(error) })
    return null
  }
}
