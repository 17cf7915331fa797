// What goes through the queue: an event, and what was learned while serving it.
import * as z from 'zod/mini'
import type { Manifest } from '../oci/manifest.ts'
import type { Digest } from '../oci/name.ts'
import { droppedSchema, eventSchema } from './event.ts'
import { lastLayerOf, roleOf } from './role.ts'

const digest = z.string().check(z.maxLength(135))

const factSchema = z.strictObject({
  artifact: z._default(z.string().check(z.maxLength(255)), ''),
  digest,
  role: z.enum(['index', 'image', 'chart', 'note', 'artifact']),
  /** The image's configuration and last non-empty layer; '' where there is none. */
  config: digest,
  layer: digest,
  /** Its other layers, which tell nothing when they are fetched. */
  others: z._default(z.array(digest).check(z.maxLength(1000)), []),
  children: z
    .array(z.strictObject({ digest, platform: z.string().check(z.maxLength(64)) }))
    .check(z.maxLength(1000)),
})

/** What a manifest says, reduced to what later events are attributed by. */
export type Fact = z.output<typeof factSchema>

/** A content host that a client was sent to for a blob. */
const hostSchema = z.strictObject({
  upstream: z.string().check(z.maxLength(32)),
  host: z.string().check(z.maxLength(255)),
})
export type Host = z.output<typeof hostSchema>

export const messageSchema = z.strictObject({
  event: z.nullable(eventSchema),
  fact: z.nullable(factSchema),
  // Absent in messages of older versions.
  host: z._default(z.nullable(hostSchema), null),
  /** In the place of an event that is not counted. */
  dropped: z.optional(droppedSchema),
})
export type Message = z.output<typeof messageSchema>

/** What Cloudflare bills as one message of the queue, in bytes of JSON; it takes two of them as one. */
const BILLED_BYTES = 64_000
/** What a message without a fact has beside its event's names, and what it may have in all. */
const BYTES_MIN = 350
const BYTES_MAX = 1700
/** Messages without a fact that come together leave as one of the queue once they are so many bytes: there may be no room for another. */
export const TOGETHER_BYTES = BILLED_BYTES - BYTES_MAX

/** Queues take 128 KB a message; an index of that many platforms is none that anybody publishes. */
const CHILDREN_MAX = 500
const LAYERS_MAX = 200

export function factOf(manifest: Manifest, of: { artifact: string; digest: Digest }): Fact {
  const last = lastLayerOf(manifest) ?? ''
  return {
    ...of,
    role: roleOf(manifest),
    config: manifest.config?.digest ?? '',
    layer: last,
    others: manifest.layers
      .map(({ digest }) => digest)
      .filter((digest) => digest !== last)
      .slice(0, LAYERS_MAX),
    children: manifest.children.slice(0, CHILDREN_MAX).map(({ digest, platform }) => ({ digest, platform })),
  }
}

/** About how many bytes a message without a fact takes in the queue. Writing it out to know would take longer than making it. */
export function bytesOf({ event }: Message): number {
  if (event === null) return BYTES_MIN
  const { artifact, tag, digest, client, clientVersion, clientPlatform, provider, upstream, saved } = event
  return (
    BYTES_MIN +
    artifact.length +
    (tag?.length ?? 0) +
    (digest?.length ?? 0) +
    client.length +
    clientVersion.length +
    clientPlatform.length +
    provider.length +
    upstream.length +
    saved.length
  )
}

/** Messages without a fact in groups that fill one message of the queue each. */
export function* together(messages: Message[]): Generator<Message[]> {
  let group: Message[] = []
  let bytes = 0
  for (const message of messages) {
    group.push(message)
    bytes += bytesOf(message)
    if (bytes < TOGETHER_BYTES) continue
    yield group
    group = []
    bytes = 0
  }
  if (group.length > 0) yield group
}
