// The queue's far end: batches of messages into the ledger, and what cannot be taken in, parked.
import type { Edge } from '../edge.ts'
import { logFailure } from '../log.ts'
import type { Ledger } from './ledger.ts'
import { type Message, messageSchema, together } from './message.ts'
import { textWithoutSource } from './source.ts'

const RETRY_SECONDS = 30
/** How long a download may wait for the manifest that tells what it is of. */
const EARLY_MS = 10 * 60_000
const RETRY_SECONDS_MAX = 60 * 60
/** A transaction that D1 makes in a fraction of a second. */
const MESSAGES_PER_WRITE_MAX = 1000

/** One message of the queue: what came together from an isolate, or one alone. */
type Delivered = {
  queued: MessageBatch['messages'][number]
  taken: Message[]
  /** What is none of ours. */
  strangers: unknown[]
}

/**
 * Writes a batch. What is none of ours is retried and ends in the dead-letter queue; when D1 fails, so is all that was to
 * be written, and comes back: writing an event twice writes it once.
 */
export async function consume(edge: Edge, ledger: Ledger, batch: MessageBatch): Promise<void> {
  for (const group of groupsOf(batch)) {
    try {
      const taken = group.flatMap((one) => one.taken)
      const now = Date.now()
      const early = await ledger.write(edge, taken, now - EARLY_MS)
      // The message that tells what these blobs are may be on its way.
      if (early.size > 0)
        await deliverLater(
          edge,
          taken.filter(({ event }) => early.has(event?.id ?? '')),
          now,
        )
      retryLater(group.filter(({ strangers }) => strangers.length > 0))
    } catch (error) {
      logFailure('a batch of events could not be written and will be tried again', {
        reason: String(error),
        messages: group.length,
      })
      retryLater(group)
    }
  }
}

/**
 * The dead-letter queue: an event that came here because D1 was away for long is written after all; what is none of
 * ours is kept in D1 for a person to look at, but for its sources. While D1 is away, all of them come back later.
 */
export async function park(edge: Edge, ledger: Ledger, batch: MessageBatch, now: number): Promise<void> {
  for (const group of groupsOf(batch)) {
    try {
      await ledger.write(
        edge,
        group.flatMap(({ taken }) => taken),
      )
      await keepStrangers(edge.env.DB, group, now)
    } catch (error) {
      logFailure('dead letters could not be kept and will be tried again', { reason: String(error) })
      retryLater(group)
    }
  }
}

/** One statement each: together they could be more than D1 takes in one. */
async function keepStrangers(db: D1Database, group: Delivered[], now: number): Promise<void> {
  const insert = db.prepare('INSERT OR IGNORE INTO parked (id, parked_at, body) VALUES (?1, ?2, ?3)')
  const statements = group.flatMap(({ queued: { id }, strangers }) =>
    strangers.map((body, at) => insert.bind(at === 0 ? id : `${id} ${at}`, now, textWithoutSource(body))),
  )
  if (statements.length === 0) return
  await db.batch(statements)
  logFailure('messages were parked: see the table "parked"', { messages: statements.length })
}

/** The messages of a batch in groups that one write takes, each read when the one before is written. */
function* groupsOf({ messages }: MessageBatch): Generator<Delivered[]> {
  let group: Delivered[] = []
  let room = MESSAGES_PER_WRITE_MAX
  for (const queued of messages) {
    const delivered = open(queued)
    if (delivered.taken.length > room && group.length > 0) {
      yield group
      group = []
      room = MESSAGES_PER_WRITE_MAX
    }
    group.push(delivered)
    room -= delivered.taken.length
  }
  if (group.length > 0) yield group
}

function open(queued: Delivered['queued']): Delivered {
  const isSeveral = Array.isArray(queued.body) && queued.body.length > 0
  const bodies: unknown[] = isSeveral ? (queued.body as unknown[]) : [queued.body]
  const taken: Message[] = []
  const strangers: unknown[] = []
  for (const body of bodies) {
    const { success, data } = messageSchema.safeParse(body)
    if (success) taken.push(data)
    else strangers.push(body)
  }
  return { queued, taken, strangers }
}

/**
 * Without what they came with: that is written, and need not come again. Each time is a message of the queue, so they come
 * at longer and longer intervals, by the age of the youngest.
 */
async function deliverLater({ env }: Edge, messages: Message[], now: number): Promise<void> {
  const youngest = Math.max(...messages.map(({ event }) => event?.at ?? 0))
  const delaySeconds = RETRY_SECONDS + Math.max(0, Math.floor((now - youngest) / 1000))
  for (const group of together(messages)) await env.EVENTS.send(group, { contentType: 'json', delaySeconds })
}

/** Longer every time: what is in the way may take a night, and the messages must still be there in the morning. */
function retryLater(group: Delivered[]): void {
  for (const { queued } of group) {
    const delaySeconds = RETRY_SECONDS * 2 ** Math.max(queued.attempts - 1, 0)
    queued.retry({ delaySeconds: Math.min(delaySeconds, RETRY_SECONDS_MAX) })
  }
}
