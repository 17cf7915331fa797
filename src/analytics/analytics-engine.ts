// The adapter for Analytics Engine: events as its points, and its columns by our names.
import { logFailure } from '../log.ts'
import type { Event } from './event.ts'

/**
 * The order is the dataset's schema: blob1 is the first. Add at the end, and never reorder: rows stay for three months
 * under the number they were written with.
 *
 * Without `source`, `id` and `digest`: points cannot be deleted, so what must be gone after two days must not be in
 * them; and this is for sums over samples, where an id or a digest would tell nothing.
 */
export const COLUMNS = [
  'metric',
  'class',
  'artifact',
  'tag',
  'client',
  'clientVersion',
  'clientPlatform',
  'country',
  'continent',
  'provider',
  'upstream',
  'reason',
  'saved',
] as const satisfies (keyof Event)[]
export type Column = (typeof COLUMNS)[number]

// https://developers.cloudflare.com/analytics/analytics-engine/limits/
const INDEXES_MAX = 1
const INDEX_BYTES_MAX = 96
const BLOBS_MAX = 20
const BLOBS_BYTES_MAX = 16 * 1024
const DOUBLES_MAX = 20

/** In UTF-8, of what JavaScript counts as one. */
const BYTES_PER_CHARACTER_MAX = 3
const encoder = new TextEncoder()

/** The name of a column in SQL: `column('country')` is `blob8`. */
export function column(name: Column): string {
  return `blob${COLUMNS.indexOf(name) + 1}`
}

/**
 * Sampling is fair per index: indexed by artifact, a busy one does not make the numbers of a quiet one vague.
 *
 * The blobs are spelled out in the order of the columns: going through their names took a twentieth of all that a counted
 * request takes.
 */
export function toDataPoint(event: Event) {
  return {
    indexes: [cutToBytes(event.artifact, INDEX_BYTES_MAX)],
    blobs: [
      event.metric,
      event.class,
      event.artifact,
      event.tag ?? '',
      event.client,
      event.clientVersion,
      event.clientPlatform,
      event.country,
      event.continent,
      event.provider,
      event.upstream,
      event.reason ?? '',
      event.saved,
    ],
    doubles: [1],
  } satisfies AnalyticsEngineDataPoint
}

/**
 * Throws for a point over the platform's limits. In production such a point is dropped without a word, and the local
 * simulator takes everything.
 */
export function checkPoint({ indexes = [], blobs = [], doubles = [] }: AnalyticsEngineDataPoint): void {
  atMost('indexes', indexes.length, INDEXES_MAX)
  atMost('bytes in the index', byteLengthOf(indexes, INDEX_BYTES_MAX), INDEX_BYTES_MAX)
  atMost('blobs', blobs.length, BLOBS_MAX)
  atMost('bytes in all blobs', byteLengthOf(blobs, BLOBS_BYTES_MAX), BLOBS_BYTES_MAX)
  atMost('doubles', doubles.length, DOUBLES_MAX)
}

/** Never throws: a point that cannot be written is one line in the logs. */
export function writePoint(dataset: AnalyticsEngineDataset, event: Event): void {
  try {
    const point = toDataPoint(event)
    checkPoint(point)
    dataset.writeDataPoint(point)
  } catch (error) {
    logFailure('an event could not be written to Analytics Engine', {
      metric: event.metric,
      artifact: event.artifact,
      reason: error instanceof Error ? error.message : String(error),
    })
  }
}

function atMost(what: string, count: number, max: number): void {
  if (count > max) throw new Error(`Analytics Engine takes at most ${max} ${what}, not ${count}`)
}

/** Exact only where it may be more than `max`; nearly everything is far below it. */
function byteLengthOf(values: (ArrayBuffer | string | null)[], max: number): number {
  let most = 0
  for (const value of values) most += lengthOf(value) * BYTES_PER_CHARACTER_MAX
  return most <= max
    ? most
    : values
        .map((value) => (typeof value === 'string' ? encoder.encode(value).byteLength : lengthOf(value)))
        .reduce((sum, bytes) => sum + bytes, 0)
}

function lengthOf(value: ArrayBuffer | string | null): number {
  return typeof value === 'string' ? value.length : (value?.byteLength ?? 0)
}

/** Cut between two characters: encodeInto writes whole ones only and says how far it has read. */
function cutToBytes(text: string, bytesMax: number): string {
  if (text.length * BYTES_PER_CHARACTER_MAX <= bytesMax) return text
  return text.slice(0, encoder.encodeInto(text, new Uint8Array(bytesMax)).read)
}
