// What one isolate has to send and comes together leaves together, so that a busy one need not make a request for each.
import type { Edge } from '../edge.ts'

/** How long the first waits for others, milliseconds: as nothing to the seconds that the queue waits for more. */
const GATHER_MS = 100
/**
 * When the deputy looks whether a batch has left: later than a queue that refuses takes to be given up, and with the time
 * to do it all itself within the 30 seconds of a request's afterwork. One that hangs takes longer, and is sent it twice.
 */
const LOOK_AFTER_MS = [200, 800, 4000]

export type Gathering<T> = {
  /**
   * Takes one more. Returns what its request has to keep alive for all of them, or null where another's does: most
   * requests of a busy isolate then have nothing to do after their answer, which would cost as much as the answer.
   */
  add: (edge: Edge, one: T) => Promise<void> | null
}

type Options<T> = {
  deliver: (edge: Edge, all: T[]) => Promise<void>
  sizeOf: (one: T) => number
  /** A batch of that size, or a little more, leaves without waiting. */
  fullSize: number
}

type Batch<T> = { all: T[]; size: number; isTaken: boolean; isDone: boolean }

/**
 * Whoever opens a batch delivers it, or whoever fills it. Both may be ended by the platform before they could, and then
 * the one that came second does. So a batch may be delivered twice, and what receives it must bear that.
 */
export function createGathering<T>({ deliver, sizeOf, fullSize }: Options<T>): Gathering<T> {
  let open = emptyBatch<T>()

  async function leave(edge: Edge, batch: Batch<T>): Promise<void> {
    batch.isTaken = true
    if (open === batch) open = emptyBatch()
    await deliver(edge, batch.all)
    batch.isDone = true
  }

  async function waitForOthers(edge: Edge, batch: Batch<T>): Promise<void> {
    await scheduler.wait(GATHER_MS)
    if (!batch.isTaken) await leave(edge, batch)
  }

  async function lookAfter(edge: Edge, batch: Batch<T>): Promise<void> {
    for (const waitMs of LOOK_AFTER_MS) {
      await scheduler.wait(waitMs)
      if (batch.isDone) return
    }
    await leave(edge, batch)
  }

  return {
    add: (edge, one) => {
      const batch = open
      const place = batch.all.push(one)
      batch.size += sizeOf(one)
      if (batch.size >= fullSize) return leave(edge, batch)
      if (place === 1) return waitForOthers(edge, batch)
      return place === 2 ? lookAfter(edge, batch) : null
    },
  }
}

function emptyBatch<T>(): Batch<T> {
  return { all: [], size: 0, isTaken: false, isDone: false }
}
