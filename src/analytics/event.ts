// One counted request, in the shape it travels in from the request to the ledger.
import * as z from 'zod/mini'

export const METRICS = [
  'check',
  'pull',
  'download',
  'chart_pull',
  'chart_check',
  'verify',
  'file_download',
  'page_view',
  'visit',
  'error',
] as const
export type Metric = (typeof METRICS)[number]

/** Who asks, by what it does with the answer. Nothing is dropped for its class: readers choose. */
export const CLASSES = [
  'runtime',
  'build',
  'tool',
  'gitops',
  'updater',
  'mirror',
  'scanner',
  'browser',
  'unknown',
] as const
export type ClientClass = (typeof CLASSES)[number]

/** Why a request failed, where the metric is `error`. */
export const REASONS = ['unknown_tag', 'unknown_repository', 'unknown_file', 'upstream_failure'] as const
export type Reason = (typeof REASONS)[number]

/** Why a view of a page is not counted. */
export const DROPS = ['do_not_track', 'foreign_page'] as const

const HEX = /^[0-9a-f]+$/
/** An empty string is "not known"; a name that is too long is not one of ours. */
const name = z.string().check(z.maxLength(255))

/** 12 bytes in hexadecimal, made with the event: the same event delivered twice is written once. */
const id = z.string().check(z.length(24), z.regex(HEX))
/** Milliseconds since 1970, UTC. */
const at = z.int().check(z.nonnegative())

/** All that is kept of a view that is not counted. */
export const droppedSchema = z.strictObject({ id, at, reason: z.enum(DROPS) })
export type Dropped = z.output<typeof droppedSchema>

/** Parsed when it comes out of the queue, since what put it there may be an older version of this program. */
export const eventSchema = z.strictObject({
  id,
  at,
  metric: z.enum(METRICS),
  /** The canonical name; '' for an error about no artifact of ours. */
  artifact: name,
  /** What was asked for by tag or version, and what it was; null where there is none, and both for an error. */
  tag: z.nullable(z.string().check(z.maxLength(128))),
  digest: z.nullable(z.string().check(z.maxLength(135))),
  class: z.enum(CLASSES),
  client: z.string().check(z.maxLength(32)),
  clientVersion: z.string().check(z.maxLength(32)),
  /** What the User-Agent says of its machine, `linux/amd64`: used only where the content does not tell. A file's own. */
  clientPlatform: z.string().check(z.maxLength(64)),
  /** ISO 3166 alpha-2, and Cloudflare's T1 for Tor. */
  country: z.string().check(z.maxLength(2)),
  continent: z.string().check(z.maxLength(2)),
  provider: z.string().check(z.maxLength(32)),
  upstream: z.string().check(z.maxLength(255)),
  reason: z.nullable(z.enum(REASONS)),
  /** The upstream that should have answered and could not; '' where none was missed. */
  saved: z._default(z.string().check(z.maxLength(255)), ''),
  /** HMAC of the network address under the day's salt, 8 bytes in hexadecimal; '' if there was no address. */
  source: z.string().check(z.maxLength(16)),
})
export type Event = z.output<typeof eventSchema>
