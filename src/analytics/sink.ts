// Where messages go: the queue, else straight into the ledger, else the log. They are never dropped silently.
import { withDeadline } from '../deadline.ts'
import type { Edge } from '../edge.ts'
import { logFailure } from '../log.ts'
import type { Ledger } from './ledger.ts'
import type { Message } from './message.ts'
import { textWithoutSource } from './source.ts'

/** Within the 30 seconds that a request's afterwork has. */
const RETRY_AFTER_MS = [200, 1000, 3000]
const SEND_MS_MAX = 3000
/** After all of that, and before the 30 seconds are over: what D1 has not taken by then is logged. */
const WRITE_MS_MAX = 5000
/** How long a download waits for the manifest that tells what it is of, where no queue delivers it again: with both writes 15 seconds. */
const EARLY_MS = 5000

/**
 * Resolves in any case. What comes together is one message of the queue: Cloudflare bills it, and bounds how many a second,
 * by the message. With `EVENT_SINK=direct` there is no queue: three D1 round trips instead of one message.
 */
export async function sendMessages(edge: Edge, ledger: Ledger, messages: Message[]): Promise<void> {
  const isDirect = edge.settings.eventSink === 'direct'
  if (!isDirect && (await isSent(edge, messages))) return
  // After a queue that refused there is no time left to wait for anything.
  const early = await write(edge, ledger, messages, isDirect ? 0 : undefined)
  if (early.length === 0) return
  await scheduler.wait(EARLY_MS)
  await write(edge, ledger, early)
}

/** Returns what is to be written again; what D1 does not take is logged. */
async function write(
  edge: Edge,
  ledger: Ledger,
  messages: Message[],
  dropBefore?: number,
): Promise<Message[]> {
  try {
    const early = await withDeadline(ledger.write(edge, messages, dropBefore), WRITE_MS_MAX)
    return messages.filter(({ event }) => early.has(event?.id ?? ''))
  } catch (error) {
    // Whole but for their sources, so that they can be put in by hand.
    for (const message of messages)
      logFailure('an event could not be recorded', {
        reason: String(error),
        event: textWithoutSource(message),
      })
    return []
  }
}

async function isSent({ env }: Edge, messages: Message[]): Promise<boolean> {
  const body = messages.length === 1 ? messages[0] : messages
  for (const waitMs of [...RETRY_AFTER_MS, null]) {
    try {
      await withDeadline(env.EVENTS.send(body, { contentType: 'json' }), SEND_MS_MAX)
      return true
    } catch {
      if (waitMs !== null) await scheduler.wait(waitMs)
    }
  }
  return false
}
