// What it costs to run, counted: docs/cost.md is made of it.
import { env } from 'cloudflare:workers'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { OPERATIONS, billOf, freeShares, priceOf, times } from '../../cli/cost/price.ts'
import { emptyLedger } from '../analytics/store.ts'
import { type Cost, EVENTS_OF_PULL, costFigures, freeSharesOf, measureCost } from './figure.ts'
import { QUEUE_OPERATIONS } from './meter.ts'
import { pageOf } from './page.ts'

let cost: Cost
const [realCaches, realFetch] = [caches, fetch]
beforeAll(async () => {
  cost = await measureCost(env, emptyLedger)
}, 600_000)
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

  const events = EVENTS_OF_PULL * 1000
  const ofShapes = () => cost.pulls.map(({ shape, per1000 }) => [shape, per1000] as const)

  it('is three points, and three messages where each event comes alone', () => {
    for (const [shape, per1000] of ofShapes()) {
      expect([shape.name, per1000.point]).toEqual([shape.name, events])
      if (shape.fresh !== 'nothing') expect([shape.name, per1000.message]).toEqual([shape.name, events])
    }
  })

  it('is a hundredth of that where many come together, in messages that are billed as one each', () => {
    for (const [shape, per1000] of ofShapes()) {
      if (shape.fresh !== 'nothing') continue
      expect(events / per1000.message).toBeGreaterThan(100)
      expect([shape.name, per1000.queueOperation]).toEqual([shape.name, per1000.message * QUEUE_OPERATIONS])
    }
  })

  it('writes nothing to KV, whose writes are the dearest', () => {
    for (const { per1000 } of cost.pulls)
      expect([per1000.kvWrite, per1000.kvDelete, per1000.kvList]).toEqual([0, 0, 0])
  })
})

it.each(['every 5 minutes', 'hourly'] as const)('fits the free plan all month, crons %s', (often) => {
  for (const day of [cost.day, cost.lateDay]) {
    const shares = freeSharesOf(cost, day, often)
    for (const operation of OPERATIONS) expect([operation, shares[operation] < 1]).toEqual([operation, true])
  }
})

it('is what docs/cost.md says', async () => {
  await expect(pageOf(cost)).toMatchFileSnapshot('../../docs/cost.md')
})

it('has a figure for each thing that is billed', () => {
  const names = costFigures(cost).map(({ name }) => name)
  expect(new Set(names).size).toBe(names.length)
  expect(costFigures(cost).find(({ name }) => name === 'queue_messages_per_1000_pulls')?.value).toBe(
    cost.pulls[0]?.per1000.message,
  )
})

describe('prices', () => {
  const counts = times({ request: 12, queueOperation: 3, rowWritten: 2 }, 1e6)

  it('are those of the list', () => {
    expect(priceOf(counts)).toBeCloseTo(3.6 + 1.2 + 2)
    expect(billOf(counts)).toBeCloseTo(5 + 0.6 + 0.8)
  })

  it('are nothing on the free plan, of which a day takes a share', () => {
    expect(freeShares(times({ request: 25_000, queueOperation: 20_000 }, 1))).toMatchObject({
      request: 0.25,
      queueOperation: 2,
      rowRead: 0,
    })
  })
})
