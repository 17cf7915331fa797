// Traffic as the messages that the queue would deliver.
import type { Event } from '../../../src/analytics/event.ts'
import { REASONS } from '../../../src/analytics/event.ts'
import { messageSchema, type Message } from '../../../src/analytics/message.ts'
import type { Content } from './content.ts'
import type { Dice } from './dice.ts'
import type { Traffic, Values } from './traffic.ts'

/** One in so many messages also tells of a manifest: an isolate tells of each once, and isolates come and go. */
const FACT_EVERY = 50

export type Source = { dice: Dice; content: Content; traffic: Traffic }

/** `at` in milliseconds since 1970; checked by the queue's own schema. */
export function drawMessage({ dice, content, traffic }: Source, at: number): Message {
  const values = traffic()
  const isTold = dice.roll() * FACT_EVERY < 1
  const fact = isTold ? content.facts[Math.floor(dice.roll() * content.facts.length)] : undefined
  const event = {
    id: dice.hex(12),
    at,
    metric: values.metric,
    artifact: values.artifact,
    ...subjectOf(values, content),
    class: values.class,
    client: values.client,
    clientVersion: values.client_version.slice(values.client.length + 1),
    clientPlatform: values.platform,
    country: values.country,
    continent: values.continent,
    provider: values.provider,
    upstream: values.upstream,
    reason: REASONS.find((reason) => reason === values.reason) ?? null,
    source: dice.hex(8),
  }
  return messageSchema.parse({ event, fact: fact ?? null })
}

/** Tags are only ever checked: a client pulls by the digest that the check gave it. */
function subjectOf(values: Values, content: Content): Pick<Event, 'tag' | 'digest'> {
  const { artifact, version, metric, platform } = values
  if (metric === 'error') return { tag: null, digest: null }
  const release = content.releaseOf(artifact, version)
  const image = release.images.get(platform)
  switch (metric) {
    case 'pull':
      return { tag: null, digest: image?.manifest ?? release.index }
    case 'download':
      return { tag: null, digest: image?.layer ?? release.index }
    case 'verify':
      return { tag: null, digest: release.index }
    default:
      return { tag: version, digest: release.index }
  }
}
