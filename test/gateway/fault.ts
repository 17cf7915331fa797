// The ways in which a whole registry fails: what is in the first column of docs/failures.md.
import { vi } from 'vitest'
import type { Registry } from '../registry/registry.ts'
import type { Failure, SwitchesPatch } from '../registry/switches.ts'

export type Fault = {
  name: string
  /** The registry's switches while it is still well. */
  well?: SwitchesPatch
  /** Milliseconds that the gateway gives an upstream; long, except where it has to wait for that. */
  timeoutMs?: number
  breakDown: (registry: Registry) => void
}

/** All that a registry answers itself. Its token endpoint and its content host are other machines. */
const REGISTRY = ['ping', 'manifest', 'blob', 'tags', 'referrers'] as const satisfies Failure['on']

const failing =
  (as: Failure['as'], more: Partial<Failure> = {}) =>
  (registry: Registry): void => {
    registry.setSwitches({ failures: [{ on: [...REGISTRY], as, ...more }] })
  }

/** Whatever is asked of its repositories is to be had at `address`, which is no switch of the stand-in. */
const redirectingTo =
  (address: string) =>
  ({ origin }: Registry): void => {
    const network = vi.mocked(fetch).getMockImplementation()
    if (network === undefined) throw new Error('there is no network to put a redirect into')
    vi.mocked(fetch).mockImplementation((input, init) => {
      const { url, redirect } = new Request(input, init)
      if (!url.startsWith(`${origin}/v2/`) || url === `${origin}/v2/`) return network(input, init)
      if (redirect === 'follow') return network(address, init)
      return Promise.resolve(new Response(null, { status: 307, headers: { Location: address } }))
    })
  }

/** A token that is over before the gateway expects it: no word of how long it lasts, and the clock goes on 20 s. */
const SHORT_TOKENS = { auth: 'token', tokenTtlSeconds: 10 } as const satisfies SwitchesPatch

export const FAULTS: Fault[] = [
  { name: 'refused connection', breakDown: failing('refuse') },
  { name: 'no answer in time', timeoutMs: 400, breakDown: failing('hang') },
  { name: 'status 500', breakDown: failing('500') },
  { name: 'status 429, `Retry-After: 7`', breakDown: failing('429', { retryAfterSeconds: 7 }) },
  { name: 'status 200, a web page', breakDown: failing('html') },
  { name: 'body cut short', breakDown: failing('truncated') },
  { name: 'wrong digest', breakDown: failing('wrong-bytes') },
  {
    name: 'expired token answered 400',
    well: { ...SHORT_TOKENS, expiresIn: false, expiredTokenStatus: 400 },
    breakDown: () => undefined,
  },
  {
    name: 'token endpoint down',
    well: SHORT_TOKENS,
    breakDown: (registry) => {
      registry.setSwitches({ failures: [{ on: ['token'], as: 'refuse' }] })
    },
  },
  { name: 'redirect to a dead host', breakDown: redirectingTo('https://dead.example.net/content') },
  { name: 'redirect to an inner address', breakDown: redirectingTo('https://127.0.0.1:1/content') },
]
