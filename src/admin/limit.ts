// How often somebody may fail to get in, and how often anything may be changed.
import { LRU } from 'tiny-lru'
import { networkOf } from '../analytics/source.ts'
import type { Edge } from '../edge.ts'
import { AdminError } from './answer.ts'

const PERIOD_MS = 60_000
/** Where the binding is not there: for each isolate, which is more in all. */
const REFUSED_MAX = 10
const CHANGES_MAX = 30
const ADDRESSES_MAX = 10_000

export type Limits = {
  /** Throws while whoever asks has been refused too often. */
  check: (edge: Edge, request: Request) => Promise<void>
  /** Counts one that was refused; throws if that was one too many. */
  refused: (edge: Edge, request: Request) => Promise<void>
  /** Counts a change; throws if there have been too many. */
  changing: (edge: Edge) => Promise<void>
}

/**
 * The platform counts by data centre and takes no question without counting, so an isolate remembers for a minute whom
 * it said no to: nobody goes on guessing while there are answers of another kind.
 */
export function createLimits(): Limits {
  /** Until when, in milliseconds since 1970. */
  const shutOut = new LRU<number>(ADDRESSES_MAX)
  const refused = createOwnCount(REFUSED_MAX)
  const changes = createOwnCount(CHANGES_MAX)
  return {
    check: async (edge, request) => {
      const until = shutOut.get(await keyOf(edge, request)) ?? 0
      if (until > Date.now()) throw tooMany('logins that were refused')
    },
    refused: async (edge, request) => {
      const key = await keyOf(edge, request)
      if (await isWithin(bindingOf(edge, 'ADMIN_REFUSED'), refused, key)) return
      shutOut.set(key, Date.now() + PERIOD_MS)
      throw tooMany('logins that were refused')
    },
    changing: async (edge) => {
      if (!(await isWithin(bindingOf(edge, 'ADMIN_CHANGES'), changes, 'all'))) throw tooMany('changes')
    },
  }
}

type OwnCount = (key: string) => boolean

/** Nobody's address, not even in memory: a hash that only this installation can make. */
async function keyOf({ settings: { admin } }: Edge, request: Request): Promise<string> {
  const network = networkOf(request.headers.get('CF-Connecting-IP')) ?? ''
  const text = JSON.stringify([admin.token, admin.access?.audience, network])
  return new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text))).toHex()
}

async function isWithin(binding: RateLimit | undefined, own: OwnCount, key: string): Promise<boolean> {
  if (binding === undefined) return own(key)
  try {
    return (await binding.limit({ key })).success
  } catch {
    return own(key)
  }
}

/** An older wrangler.toml has not got it. */
function bindingOf({ env }: Edge, name: 'ADMIN_REFUSED' | 'ADMIN_CHANGES'): RateLimit | undefined {
  return env[name]
}

function createOwnCount(most: number): OwnCount {
  const counts = new LRU<{ count: number; until: number }>(ADDRESSES_MAX)
  return (key) => {
    const now = Date.now()
    const known = counts.get(key)
    const current = known !== undefined && known.until > now ? known : { count: 0, until: now + PERIOD_MS }
    counts.set(key, { ...current, count: current.count + 1 })
    return current.count < most
  }
}

function tooMany(what: string): AdminError {
  const headers = { 'Retry-After': String(PERIOD_MS / 1000) }
  return new AdminError({ status: 429, message: `too many ${what}; try again in a minute`, headers })
}
