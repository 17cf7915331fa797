// Equal work under way at once is done once.
import type { Edge } from './edge.ts'

export type JoinedWork<T> = (key: string, edge: Edge, work: () => Promise<T>) => Promise<T>

/**
 * Joins equal work within this isolate. `T` must be plain data: a Response belongs to the request that fetched it.
 *
 * workerd lets a request wait for another's promise only while that other one lives, so the work is kept alive with
 * waitUntil, and whoever joined it waits a bounded time and then does the work itself.
 */
export function joinWork<T>(): JoinedWork<T> {
  const underWay = new Map<string, Promise<T>>()
  return (key, edge, work) => {
    const joined = underWay.get(key)
    if (joined !== undefined) return orAlone(joined, work, edge.settings.upstreamTimeoutMs * 2)
    const own = work().finally(() => underWay.delete(key))
    underWay.set(key, own)
    edge.waitUntil(own.catch(() => null))
    return own
  }
}

async function orAlone<T>(joined: Promise<T>, work: () => Promise<T>, waitMs: number): Promise<T> {
  const { promise: tooLong, resolve } = Promise.withResolvers<'too long'>()
  const timer = setTimeout(() => resolve('too long'), waitMs)
  try {
    const winner = await Promise.race([joined.then((value) => ({ value })), tooLong])
    return winner === 'too long' ? await work() : winner.value
  } finally {
    clearTimeout(timer)
  }
}
