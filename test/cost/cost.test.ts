// What it costs to run, counted: docs/cost.md is made of it.
import { env } from 'cloudflare:workers'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { billOf, freeCapacity, priceOf, times } from '../../cli/cost/price.ts'
import { emptyLedger } from '../analytics/store.ts'
import { type Cost, EVENTS_OF_PULL, costFigures, measureCost } from './figure.ts'
import { pageOf } from './page.ts'

let cost: Cost
const [realCaches, realFetch] = [caches, fetch]
beforeAll(async () => {
  await emptyLedger()
  cost = await measureCost(env)
}, 300_000)
afterAll(() => {
  Object.defineProperty(globalThis, 'caches', { configurable: true, value: realCaches })
  globalThis.fetch = realFetch
})

describe('a pull', () => {
  it.each([0, 1])('that is warm reads and writes nothing far away (shape %d)', (shape) => {
    expect(cost.pulls[shape]?.per1000).toMatchObject({
      kvRead: 0,
      kvWrite: 0,
      cacheRead: 0,
      subrequest: 0,
      rowRead: 0,
    })
  })

  it('is three messages and three points, wherever it comes in', () => {
    for (const { per1000 } of cost.pulls)
      expect([per1000.message, per1000.point]).toEqual([EVENTS_OF_PULL * 1000, EVENTS_OF_PULL * 1000])
  })

  it('writes nothing to KV, whose writes are the dearest', () => {
    for (const { per1000 } of cost.pulls)
      expect([per1000.kvWrite, per1000.kvDelete, per1000.kvList]).toEqual([0, 0, 0])
  })
})

it('is what docs/cost.md says', async () => {
  await expect(pageOf(cost)).toMatchFileSnapshot('../../docs/cost.md')
})

it('has a figure for each thing that is billed', () => {
  const names = costFigures(cost).map(({ name }) => name)
  expect(new Set(names).size).toBe(names.length)
  expect(costFigures(cost).find(({ name }) => name === 'queue_messages_per_1000_pulls')?.value).toBe(3000)
})

describe('prices', () => {
  const counts = times({ request: 12, queueOperation: 3, rowWritten: 2 }, 1e6)

  it('are those of the list', () => {
    expect(priceOf(counts)).toBeCloseTo(3.6 + 1.2 + 2)
    expect(billOf(counts)).toBeCloseTo(5 + 0.6 + 0.8)
  })

  it('end on the free plan with what is used up first, beside what every day takes', () => {
    const pull = times({ request: 8, queueOperation: 9 }, 1)
    expect(freeCapacity(pull, times({}, 0))).toMatchObject({ limit: 'queueOperation' })
    expect(freeCapacity(pull, times({ request: 99_992 }, 1))).toEqual({ limit: 'request', units: 1 })
    expect(freeCapacity(pull, times({ request: 200_000 }, 1)).units).toBe(0)
  })
})
