// Watching what is served and turning it into events: beside the answer, never before it.
import { type Edge, afterwork } from '../edge.ts'
import { logFailure } from '../log.ts'
import type { Served } from '../served.ts'
import { dayOf } from './calendar.ts'
import { writePoint } from './analytics-engine.ts'
import { createClientMemory } from './client-memory.ts'
import { type Answered, countedAs } from './counts.ts'
import type { Dropped } from './event.ts'
import { createGathering } from './gathering.ts'
import { createIds } from './id.ts'
import type { Ledger } from './ledger.ts'
import { TOGETHER_BYTES, bytesOf, together } from './message.ts'
import { type Asked, mintEvent } from './mint.ts'
import { createSalts } from './salt.ts'
import { sendMessages } from './sink.ts'
import { networkOf } from './source.ts'
import { type Unsourced, sourced } from './sourcing.ts'
import { createWatch } from './watch.ts'

/** Two messages of the queue: the more leave together, the fewer sources are to be made of networks that come again. */
const GATHERED_BYTES = 2 * TOGETHER_BYTES

export type Counter = {
  /** Counts an answered request, if it counts. Never throws, and nothing waits for it. */
  count: (edge: Edge, request: Request, answered: Answered, served: Served | null) => void
  /** Notes that something was not counted, and why, and nothing else about it. Likewise. */
  drop: (edge: Edge, reason: Dropped['reason']) => void
}

export function createCounter(ledger: Ledger): Counter {
  const watch = createWatch()
  const salts = createSalts()
  const newId = createIds()
  const clients = createClientMemory()
  const gathering = createGathering({
    deliver,
    sizeOf: ({ message }: Unsourced) => bytesOf(message),
    fullSize: GATHERED_BYTES,
  })

  async function deliver(edge: Edge, all: Unsourced[]): Promise<void> {
    const unhurried = afterwork(edge)
    const groups = Array.from(together(await sourced(unhurried, salts, all)))
    await Promise.all(groups.map((group) => sendMessages(unhurried, ledger, group)))
  }

  /** What is learned is large, seldom, and wanted before the events that it tells of: it does not wait for others. */
  function send(edge: Edge, one: Unsourced): void {
    const isUrgent = one.message.fact !== null || edge.settings.eventSink === 'direct'
    const work = isUrgent ? deliver(edge, [one]) : gathering.add(edge, one)
    if (work !== null) edge.waitUntil(work)
  }

  function askedOf({ headers, cf }: Request, at: number): Asked {
    return { at, id: newId(), client: clients.of(headers.get('User-Agent')), cf }
  }

  return {
    count: (edge, request, answered, served) => {
      try {
        const at = Date.now()
        const blob = served?.what.kind === 'blob' ? watch.blobRole(served.artifact, served.what.digest) : null
        const counted = countedAs(answered, served, blob)
        const fact = served === null ? null : watch.newFact(served)
        const host = served === null ? null : watch.newHost(served, dayOf(at))
        if (counted === null && fact === null && host === null) return
        const event = counted === null ? null : mintEvent(counted, served, askedOf(request, at))
        // A blob that this isolate knows nothing of is a download only if the consumer finds it to be one.
        if (event !== null && !(event.metric === 'download' && blob === null))
          writePoint(edge.env.ANALYTICS, event)
        const network = event === null ? null : networkOf(request.headers.get('CF-Connecting-IP'))
        send(edge, { message: { event, fact, host }, network })
      } catch (error) {
        logFailure('a request could not be counted', { reason: String(error) })
      }
    },
    drop: (edge, reason) => {
      const dropped = { id: newId(), at: Date.now(), reason }
      send(edge, { message: { event: null, fact: null, host: null, dropped }, network: null })
    },
  }
}
