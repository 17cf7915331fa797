// Watching what is served and turning it into events: beside the answer, never before it.
import { withDeadline } from '../deadline.ts'
import type { Edge } from '../edge.ts'
import { logFailure } from '../log.ts'
import type { Served } from '../served.ts'
import { dayOf } from './calendar.ts'
import { writePoint } from './analytics-engine.ts'
import { type Answered, countedAs } from './counts.ts'
import type { Dropped, Event } from './event.ts'
import type { Ledger } from './ledger.ts'
import { mintEvent } from './mint.ts'
import { type Salts, createSalts } from './salt.ts'
import { createSink } from './sink.ts'
import { networkOf, sourceOf } from './source.ts'
import { createWatch } from './watch.ts'

const SALT_MS_MAX = 2000

export type Counter = {
  /** Counts an answered request, if it counts. Never throws, and nothing waits for it. */
  count: (edge: Edge, request: Request, answered: Answered, served: Served | null) => void
  /** Notes that something was not counted, and why, and nothing else about it. Likewise. */
  drop: (edge: Edge, reason: Dropped['reason']) => void
}

export function createCounter(ledger: Ledger): Counter {
  const watch = createWatch()
  const salts = createSalts()
  const sink = createSink()
  return {
    count: (edge, request, answered, served) => {
      try {
        const blob = served?.what.kind === 'blob' ? watch.blobRole(served.what.digest) : null
        const counted = countedAs(answered, served, blob)
        const fact = served === null ? null : watch.newFact(served)
        const host = served === null ? null : watch.newHost(served, dayOf(Date.now()))
        if (counted === null && fact === null && host === null) return
        const event =
          counted === null ? null : mintEvent(request, counted, served, { at: Date.now(), id: randomId() })
        // A blob that this isolate knows nothing of is a download only if the consumer finds it to be one.
        if (event !== null && !(event.metric === 'download' && blob === null))
          writePoint(edge.env.ANALYTICS, event)
        edge.waitUntil(
          withSource(edge, request, event, salts).then((sourced) =>
            sink.send(edge, ledger, { event: sourced, fact, host }),
          ),
        )
      } catch (error) {
        logFailure('a request could not be counted', { reason: String(error) })
      }
    },
    drop: (edge, reason) => {
      const dropped = { id: randomId(), at: Date.now(), reason }
      edge.waitUntil(sink.send(edge, ledger, { event: null, fact: null, host: null, dropped }))
    },
  }
}

/** The address goes no further than here. Without a salt the event counts all the same, for no source. */
async function withSource(
  edge: Edge,
  request: Request,
  event: Event | null,
  salts: Salts,
): Promise<Event | null> {
  const network = networkOf(request.headers.get('CF-Connecting-IP'))
  if (event === null || network === null) return event
  try {
    const salt = salts.known(event.at) ?? (await withDeadline(salts.of(edge, event.at), SALT_MS_MAX))
    return { ...event, source: await sourceOf(salt, network) }
  } catch (error) {
    logFailure('the salt of the day cannot be had', { reason: String(error) })
    return event
  }
}

function randomId(): string {
  return crypto.getRandomValues(new Uint8Array(12)).toHex()
}
