// Batches of messages, delivered to the queue's consumer as the platform does it.
import { consume } from '../../../src/analytics/consumer.ts'
import type { Ledger } from '../../../src/analytics/ledger.ts'
import type { Message } from '../../../src/analytics/message.ts'
import type { Edge } from '../../../src/edge.ts'

/** As wrangler.toml asks for. */
const BATCH_MESSAGES = 100

export function batchesOf(messages: Message[]): Message[][] {
  return Array.from({ length: Math.ceil(messages.length / BATCH_MESSAGES) }, (_one, index) =>
    messages.slice(index * BATCH_MESSAGES, (index + 1) * BATCH_MESSAGES),
  )
}

/** One batch after the other: the consumer's concurrency is 1. */
export async function deliver(edge: Edge, ledger: Ledger, batches: Message[][]): Promise<void> {
  for (const messages of batches) await consume(edge, ledger, queued(messages))
}

/** A message that would have to be tried again ends the bench: it measures what works. */
function queued(messages: Message[]): MessageBatch {
  const refuse = () => {
    throw new Error('a batch of the bench was not taken in')
  }
  return {
    queue: 'events',
    metadata: { metrics: { backlogCount: 0, backlogBytes: 0 } },
    messages: messages.map((body, index) => ({
      id: String(index),
      timestamp: new Date(0),
      attempts: 1,
      body,
      ack: () => undefined,
      retry: refuse,
    })),
    ackAll: () => undefined,
    retryAll: refuse,
  }
}
