// Where messages go: the queue, else straight into the ledger, else the log. They are never dropped silently.
import { withDeadline } from '../deadline.ts'
import type { Edge } from '../edge.ts'
import { logFailure } from '../log.ts'
import type { Ledger } from './ledger.ts'
import type { Message } from './message.ts'

/** Within the 30 seconds that a request's afterwork has. */
const RETRY_AFTER_MS = [200, 1000, 3000]
const SEND_MS_MAX = 4000
/** How long a message waits for others of this isolate, so that a busy one need not make a request for each. */
const GATHER_MS = 20
/** Queues take 256 KB at once. An event without a fact has 3 KB at the most. */
const GATHERED_MAX = 50
/** When the deputy looks whether a batch has left. After the last look it still has 20 seconds to send it itself. */
const LOOK_AFTER_MS = [100, 900, 4000]

export type Sink = {
  /** Resolves in any case. With `EVENT_SINK=direct` there is no queue: three D1 round trips instead of one message. */
  send: (edge: Edge, ledger: Ledger, message: Message) => Promise<void>
}

type Batch = { messages: Message[]; isTaken: boolean; isDone: boolean }

/**
 * Whoever opens a batch sends it, or whoever fills it. Both may be ended by the platform before they could, and then the
 * one that came second does; what is sent twice is written once, since an event's id is its key.
 */
export function createSink(): Sink {
  let open: Batch = emptyBatch()

  async function deliver(edge: Edge, ledger: Ledger, batch: Batch): Promise<void> {
    batch.isTaken = true
    if (open === batch) open = emptyBatch()
    await sendAll(edge, ledger, batch.messages)
    batch.isDone = true
  }

  async function lookAfter(edge: Edge, ledger: Ledger, batch: Batch): Promise<void> {
    for (const waitMs of LOOK_AFTER_MS) {
      await scheduler.wait(waitMs)
      if (batch.isDone) return
    }
    await deliver(edge, ledger, batch)
  }

  return {
    send: async (edge, ledger, message) => {
      // What is learned is large, seldom, and wanted before the events that it tells of.
      if (message.fact !== null || edge.settings.eventSink === 'direct')
        return sendAll(edge, ledger, [message])
      const batch = open
      const place = batch.messages.push(message)
      if (place === GATHERED_MAX) return deliver(edge, ledger, batch)
      if (place === 2) return lookAfter(edge, ledger, batch)
      if (place > 2) return
      await scheduler.wait(GATHER_MS)
      if (!batch.isTaken) await deliver(edge, ledger, batch)
    },
  }
}

function emptyBatch(): Batch {
  return { messages: [], isTaken: false, isDone: false }
}

async function sendAll(edge: Edge, ledger: Ledger, messages: Message[]): Promise<void> {
  if (edge.settings.eventSink === 'queue' && (await isSent(edge, messages))) return
  try {
    await ledger.write(edge, messages)
  } catch (error) {
    // Whole, so that they can be put in by hand. There is nothing in them that must not be logged.
    for (const message of messages)
      logFailure('an event could not be recorded', { reason: String(error), event: JSON.stringify(message) })
  }
}

async function isSent({ env }: Edge, messages: Message[]): Promise<boolean> {
  const [first] = messages
  for (const waitMs of [...RETRY_AFTER_MS, null]) {
    try {
      const sent =
        messages.length === 1
          ? env.EVENTS.send(first, { contentType: 'json' })
          : env.EVENTS.sendBatch(messages.map((body) => ({ body, contentType: 'json' })))
      await withDeadline(sent, SEND_MS_MAX)
      return true
    } catch {
      if (waitMs !== null) await scheduler.wait(waitMs)
    }
  }
  return false
}
