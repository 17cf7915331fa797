// How long a switch takes to be everywhere: by the gateway's word, in what is said and in how long is looked.
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { confirmSwitch } from '../../cli/switch/confirm.ts'
import { spreadMsOf } from '../../cli/switch/spread.ts'
import { changedSchema } from '../../cli/gateway/answer.ts'
import type { Gateway } from '../../cli/gateway/gateway.ts'
import { type Switching, createSwitching } from './switching.ts'

const NOW = Date.parse('2026-11-29T12:00:00Z')

describe('spreadMsOf', () => {
  it.each([
    ['one that does not say', null, 90_000],
    ['five minutes of memory', '2026-11-29T12:05:59.500Z', 359_500],
    ['a clock that is behind', '2026-11-29T11:59:00Z', 60_000],
    ['a clock that is ahead', '2026-11-29T13:00:00Z', 360_000],
  ])('of %s', (_, everywhereBy, spreadMs) => {
    expect(spreadMsOf(everywhereBy, NOW)).toBe(spreadMs)
  })
})

it('is not needed in the answer to a change that is made, and neither is what was compared', () => {
  expect(changedSchema.parse({ active: 'ghcr', before: 'quay' })).toMatchObject({ everywhere_by: null })
})

describe('fairlead switch', () => {
  let switching: Switching
  beforeAll(async () => {
    switching = await createSwitching()
  }, 60_000)
  beforeEach(() => switching.calm())
  afterAll(() => switching.stop(), 60_000)

  it.each([
    [null, /within 90 seconds\./],
    [360, /within 3[56]\d seconds\./],
  ])('says until when it is everywhere, where the gateway says %j', async (seconds, words) => {
    switching.world.spreadSeconds = seconds
    const { code, out } = await switching.run('switch', 'ghcr')
    expect([code, out]).toEqual([0, expect.stringMatching(words)])
  })

  it('passes on what the gateway compared itself', async () => {
    const { out } = await switching.run('--json', 'switch', 'ghcr')
    expect(JSON.parse(out)).toMatchObject({ switched: true, gateway_verification: { ok: true } })
  })
})

describe('confirmSwitch', () => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['Date'], now: NOW })
  })
  afterEach(() => {
    vi.useRealTimers()
  })

  it.each([
    ['for two minutes', 90_000, 2, 120],
    ['for two minutes also where it should be quicker', 60_000, 2, 120],
    ['for half a minute longer than it may take', 360_000, 4, 390],
  ])('looks %s, and says so', async (_, spreadMs, looks, seconds) => {
    let looked = 0
    const read = () => {
      looked += 1
      vi.setSystemTime(Date.now() + 119_000)
      return Promise.reject(new Error('the gateway still uses quay'))
    }
    const unused = () => Promise.reject(new Error('nobody asks for this'))
    const gateway: Gateway = { url: 'http://localhost', read, admin: unused, ask: unused }
    const { signal } = new AbortController()
    const told: number[] = []
    const wanted = {
      ...{ upstream: 'ghcr', sample: null, failure: null, spreadMs, signal },
      onLook: () => undefined,
      onWait: (_seen: string, secondsMax: number) => told.push(secondsMax),
    }
    const confirmation = await confirmSwitch(gateway, wanted)
    expect(confirmation).toMatchObject({ confirmed: false, seen: 'the gateway still uses quay' })
    expect(looked).toBe(looks)
    expect(told).toEqual([seconds])
  })
})
