// Where a message goes: the queue, else straight into the ledger, else the log. It is never dropped silently.
import { withDeadline } from '../deadline.ts'
import type { Edge } from '../edge.ts'
import { logFailure } from '../log.ts'
import type { Ledger } from './ledger.ts'
import type { Message } from './message.ts'

/** Within the 30 seconds that a request's afterwork has. */
const RETRY_AFTER_MS = [200, 1000, 3000]
const SEND_MS_MAX = 4000

/** Resolves in any case. With `EVENT_SINK=direct` there is no queue: three D1 round trips instead of one message. */
export async function sendMessage(edge: Edge, ledger: Ledger, message: Message): Promise<void> {
  if (edge.settings.eventSink === 'queue' && (await isSent(edge, message))) return
  try {
    await ledger.write(edge, [message])
  } catch (error) {
    // Whole, so that it can be put in by hand. There is nothing in it that must not be logged.
    logFailure('an event could not be recorded', { reason: String(error), event: JSON.stringify(message) })
  }
}

async function isSent(edge: Edge, message: Message): Promise<boolean> {
  for (const waitMs of [...RETRY_AFTER_MS, null]) {
    try {
      await withDeadline(edge.env.EVENTS.send(message, { contentType: 'json' }), SEND_MS_MAX)
      return true
    } catch {
      if (waitMs !== null) await scheduler.wait(waitMs)
    }
  }
  return false
}
