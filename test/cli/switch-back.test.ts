// `fairlead switch` to an upstream that the gateway's probes have found failing, and that works again.
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Gateway } from '../../cli/gateway/gateway.ts'
import { confirmSwitch } from '../../cli/switch/confirm.ts'
import { type Switching, createSwitching } from './switching.ts'

const FAILING = "the gateway's probes have found ghcr failing (ping: status 503)"
const AGAIN = 'it is used again after two good ones, a minute apart'

describe('fairlead switch to an upstream that is held back', () => {
  let switching: Switching
  beforeAll(async () => {
    switching = await createSwitching()
  }, 60_000)
  beforeEach(() => switching.calm())
  afterAll(() => switching.stop(), 60_000)

  it('says once why it waits, and waits until layers come from there', async () => {
    switching.world.looksUntilWell = 3
    const { code, out, err } = await switching.run('switch', 'ghcr')
    expect([code, err]).toEqual([0, ''])
    const { host } = new URL(switching.standIns.quay.url)
    expect(out.match(/^Waiting .*$/gm)).toEqual([
      `Waiting until it is seen from here, for 240 s at most: ${FAILING}, and ${AGAIN}; layers still come from ${host}.`,
    ])
    expect(out).toMatch(/Waiting .*\nConfirmed after \d+ s/)
  }, 30_000)

  it('says that it waits without a terminal, whatever for, and nothing of it to programs', async () => {
    switching.world.looksUntilSeen = 2
    const { out } = await switching.run('switch', 'ghcr')
    expect(out.match(/^Waiting .*$/gm)).toEqual([
      'Waiting until it is seen from here, for 120 s at most: the gateway still uses quay.',
    ])
    Object.assign(switching.world, { active: 'quay', looksUntilSeen: 2 })
    expect(JSON.parse((await switching.run('--json', 'switch', 'ghcr')).out)).toMatchObject({
      confirmed: true,
    })
  }, 30_000)
})

const NOW = Date.parse('2026-11-29T12:00:00Z')
type State = 'down' | 'recovering' | 'up'

/** What is confirmed of ghcr without an image to look at, each look taking so long. */
async function confirm(state: State, failure: string | null, lookMs: number) {
  const ghcr = { name: 'ghcr', registry: '', namespace: '', state, since: null, why: 'ping: status 503' }
  const status = { active_upstream: 'ghcr', upstreams: [ghcr], problems: [], numbers: null }
  const read: Gateway['read'] = (_path, schema) => {
    vi.setSystemTime(Date.now() + lookMs)
    return Promise.resolve(schema.parse(status))
  }
  const unused = () => Promise.reject(new Error('nobody asks for this'))
  const gateway: Gateway = { url: 'http://localhost', read, admin: unused, ask: unused }
  const told: number[] = []
  const { confirmed, seen, seconds } = await confirmSwitch(gateway, {
    upstream: 'ghcr',
    sample: null,
    failure,
    spreadMs: 60_000,
    signal: new AbortController().signal,
    onLook: () => undefined,
    onWait: (_seen, secondsMax) => told.push(secondsMax),
  })
  return { confirmed, seen, seconds, told }
}

describe('confirmSwitch', { timeout: 30_000 }, () => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['Date'], now: NOW })
  })
  afterEach(() => {
    vi.useRealTimers()
  })

  it.each([
    ['down', `${FAILING}, and ${AGAIN}`],
    ['recovering', `${FAILING}, well once since, and it is used again after a second good one`],
  ] as const)('does not take the word of a gateway that holds it back as %s', async (state, seen) => {
    const confirmation = await confirm(state, null, 100_000)
    // As long as two probes, KV's minute and half a minute take.
    expect(confirmation).toMatchObject({ confirmed: false, seen, told: [210] })
    expect(confirmation.seconds).toBeGreaterThan(210)
  })

  it('waits for nothing where the upstream is well, or fails from here as well', async () => {
    expect(await confirm('up', null, 1000)).toMatchObject({ confirmed: true, told: [] })
    const failure = 'upstream ghcr did not answer'
    expect(await confirm('down', failure, 1000)).toMatchObject({ confirmed: true, told: [] })
  })
})
