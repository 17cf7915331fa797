// The queue's far end: batches of messages into the ledger, and what cannot be taken in, parked whole.
import type { Edge } from '../edge.ts'
import { logFailure } from '../log.ts'
import type { Ledger } from './ledger.ts'
import { messageSchema } from './message.ts'

const RETRY_SECONDS = 30

/**
 * Writes a batch. A message that is none of ours is retried and ends in the dead-letter queue; when D1 fails, all of
 * them are, and come back: writing an event twice writes it once.
 */
export async function consume(edge: Edge, ledger: Ledger, batch: MessageBatch): Promise<void> {
  const parsed = batch.messages.map((message) => ({ message, result: messageSchema.safeParse(message.body) }))
  for (const { message, result } of parsed) {
    if (!result.success) message.retry({ delaySeconds: RETRY_SECONDS })
  }
  try {
    await ledger.write(
      edge,
      parsed.flatMap(({ result }) => (result.success ? [result.data] : [])),
    )
  } catch (error) {
    logFailure('a batch of events could not be written and will be tried again', {
      reason: String(error),
      messages: batch.messages.length,
    })
    batch.retryAll({ delaySeconds: RETRY_SECONDS })
  }
}

/**
 * The dead-letter queue: an event that came here because D1 was away for long is written after all; what is none of
 * ours is kept in D1, whole, for a person to look at. If D1 is still away, this throws and they come back.
 */
export async function park(edge: Edge, ledger: Ledger, batch: MessageBatch, now: number): Promise<void> {
  const parsed = batch.messages.map((message) => ({ message, result: messageSchema.safeParse(message.body) }))
  await ledger.write(
    edge,
    parsed.flatMap(({ result }) => (result.success ? [result.data] : [])),
  )
  const rows = parsed
    .filter(({ result }) => !result.success)
    .map(({ message: { id, body } }) => [id, JSON.stringify(body)])
  if (rows.length === 0) return
  await edge.env.DB.prepare(
    `INSERT OR IGNORE INTO parked (id, parked_at, body) SELECT value->>0, ?2, value->>1 FROM json_each(?1)`,
  )
    .bind(JSON.stringify(rows), now)
    .run()
  logFailure('messages were parked: see the table "parked"', { messages: rows.length })
}
