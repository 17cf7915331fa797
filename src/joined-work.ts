// Equal work under way at once is done once.
import type { Asking } from './edge.ts'

export type JoinedWork<T> = (key: string, edge: Asking, work: () => Promise<T>) => Promise<T>

/**
 * Joins equal work within this isolate. `T` must be plain data: a Response belongs to the request that fetched it.
 *
 * workerd lets a request wait for another's promise only while that other one lives, so the work is kept alive with
 * waitUntil, and whoever joined it waits a bounded time and then begins it anew.
 */
export function joinWork<T>(): JoinedWork<T> {
  const underWay = new Map<string, Promise<T>>()
  return (key, edge, work) => {
    const forget = (promise: Promise<T>) => {
      if (underWay.get(key) === promise) underWay.delete(key)
    }
    const begin = () => {
      const own: Promise<T> = work().finally(() => forget(own))
      underWay.set(key, own)
      edge.waitUntil(own.catch(() => null))
      return own
    }
    const joined = underWay.get(key)
    if (joined === undefined) return begin()
    return orElse(joined, edge.settings.upstreamTimeoutMs * 2, () => {
      // Whoever began it was ended before it could finish, and would be waited for by everybody for ever.
      forget(joined)
      return underWay.get(key) ?? begin()
    })
  }
}

async function orElse<T>(joined: Promise<T>, waitMs: number, otherwise: () => Promise<T>): Promise<T> {
  const { promise: tooLong, resolve } = Promise.withResolvers<'too long'>()
  const timer = setTimeout(() => resolve('too long'), waitMs)
  try {
    const winner = await Promise.race([joined.then((value) => ({ value })), tooLong])
    return winner === 'too long' ? await otherwise() : winner.value
  } finally {
    clearTimeout(timer)
  }
}
