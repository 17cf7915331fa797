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

/**
 * How many without a fact are one message of the queue, which takes 128 KB: an event has about 0.6 KB, and 1.7 with every
 * name as long as it may be.
 */
export const TOGETHER_MAX = 75

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
