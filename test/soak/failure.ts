// The upstream's failures: now and then, one kind after the other, for everything that the gateway asks it for itself.

const KINDS = ['503', '429', 'refuse', 'html', 'truncated', 'wrong-bytes', 'hang', '500'] as const
const ASKED = ['ping', 'manifest', 'tags', 'referrers', 'token']
const EVERY_MS = 45_000
const FIRST_AFTER_MS = 10_000
const FOR_MS = 10_000
/** The breaker's ten seconds, and whatever was under way. */
const GRACE_MS = 14_000
const RETRY_AFTER_SECONDS = 2

export type Failures = {
  /** Whether the upstream's failing may show in an answer to a request that took from then until now. */
  mayShow: (since: number) => boolean
  /** How many there have been. */
  count: () => number
  stop: () => Promise<void>
}

export function startFailures(registryUrl: string): Failures {
  let count = 0
  let begun = -Infinity
  let ended = -Infinity
  let timer: NodeJS.Timeout | null = null
  let latest: Promise<void> = Promise.resolve()
  const set = async (failures: object[]) => {
    const body = JSON.stringify({ failures })
    const response = await fetch(`${registryUrl}/_stand-in/switches`, { method: 'PUT', body })
    if (!response.ok) throw new Error(await response.text())
  }
  const later = (work: () => Promise<void>, ms: number) => {
    timer = setTimeout(() => {
      latest = work()
    }, ms)
  }
  const begin = async () => {
    const as = KINDS[count % KINDS.length]
    count++
    begun = Date.now()
    later(end, FOR_MS)
    await set([{ on: ASKED, as, ...(as === '429' ? { retryAfterSeconds: RETRY_AFTER_SECONDS } : {}) }])
  }
  const end = async () => {
    await set([])
    ended = Date.now()
    later(begin, EVERY_MS - FOR_MS)
  }
  later(begin, FIRST_AFTER_MS)
  return {
    mayShow: (since) => begun > ended || since < ended + GRACE_MS,
    count: () => count,
    stop: async () => {
      if (timer !== null) clearTimeout(timer)
      await latest
      await set([])
    },
  }
}
