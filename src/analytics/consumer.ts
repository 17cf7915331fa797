// The queue's far end: batches of messages into the ledger, and what cannot be taken in, parked whole.
import type { Edge } from '../edge.ts'
import { logFailure } from '../log.ts'
import type { Ledger } from './ledger.ts'
import { messageSchema } from './message.ts'

const RETRY_SECONDS = 30
/** How long a download may wait for the manifest that tells what it is of. */
const EARLY_MS = 10 * 60_000
const RETRY_SECONDS_MAX = 60 * 60

/** Longer every time: what is in the way may take a night, and the messages must still be there in the morning. */
function delayOf(attempts: number): number {
  return Math.min(RETRY_SECONDS * 2 ** Math.max(attempts - 1, 0), RETRY_SECONDS_MAX)
}

/**
 * Writes a batch. A message that is none of ours is retried and ends in the dead-letter queue; when D1 fails, all of
 * them are, and come back: writing an event twice writes it once.
 */
export async function consume(edge: Edge, ledger: Ledger, batch: MessageBatch): Promise<void> {
  const parsed = batch.messages.map((message) => ({ message, result: messageSchema.safeParse(message.body) }))
  for (const { message, result } of parsed) {
    if (!result.success) message.retry({ delaySeconds: delayOf(message.attempts) })
  }
  try {
    const early = await ledger.write(
      edge,
      parsed.flatMap(({ result }) => (result.success ? [result.data] : [])),
      Date.now() - EARLY_MS,
    )
    // The message that tells what these blobs are may be on its way.
    for (const { message, result } of parsed) {
      if (result.success && early.has(result.data.event?.id ?? ''))
        message.retry({ delaySeconds: RETRY_SECONDS })
    }
  } catch (error) {
    logFailure('a batch of events could not be written and will be tried again', {
      reason: String(error),
      messages: batch.messages.length,
    })
    retryLater(batch)
  }
}

/**
 * The dead-letter queue: an event that came here because D1 was away for long is written after all; what is none of
 * ours is kept in D1, whole, for a person to look at. While D1 is away, all of them come back later.
 */
export async function park(edge: Edge, ledger: Ledger, batch: MessageBatch, now: number): Promise<void> {
  const parsed = batch.messages.map((message) => ({ message, result: messageSchema.safeParse(message.body) }))
  const strangers = parsed.filter(({ result }) => !result.success)
  try {
    await ledger.write(
      edge,
      parsed.flatMap(({ result }) => (result.success ? [result.data] : [])),
    )
    // One statement each: together they could be more than D1 takes in one.
    const statements = strangers.map(({ message: { id, body } }) =>
      edge.env.DB.prepare('INSERT OR IGNORE INTO parked (id, parked_at, body) VALUES (?1, ?2, ?3)').bind(
        id,
        now,
        JSON.stringify(body),
      ),
    )
    if (statements.length === 0) return
    await edge.env.DB.batch(statements)
    logFailure('messages were parked: see the table "parked"', { messages: strangers.length })
  } catch (error) {
    logFailure('dead letters could not be kept and will be tried again', { reason: String(error) })
    retryLater(batch)
  }
}

function retryLater(batch: MessageBatch): void {
  for (const message of batch.messages) message.retry({ delaySeconds: delayOf(message.attempts) })
}
