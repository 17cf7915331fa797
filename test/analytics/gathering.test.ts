// What one isolate has to send and comes together leaves together, and is not lost when the request that should send ends.
import { env } from 'cloudflare:workers'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { type Gathering, createGathering } from '../../src/analytics/gathering.ts'
import { type Edge, edgeOf } from '../../src/edge.ts'

const GATHER_MS = 100
const FULL = 75

let delivered: number[][]
const deliver = (_edge: Edge, all: number[]) => {
  delivered.push([...all])
  return Promise.resolve()
}
const gatheringOf = (deliverer: typeof deliver = deliver): Gathering<number> =>
  createGathering({ deliver: deliverer, sizeOf: () => 1, fullSize: FULL })
const edge = edgeOf(env, { waitUntil: () => undefined })
const add = async (gathering: Gathering<number>, one: number) => gathering.add(edge, one)
const numbers = (count: number) => Array.from({ length: count }, (_, number) => number)

beforeEach(() => {
  delivered = []
})
afterEach(() => vi.restoreAllMocks())

describe('a gathering', () => {
  it('delivers one alone', async () => {
    await add(gatheringOf(), 1)
    expect(delivered).toEqual([[1]])
  })

  it('delivers what comes together as soon as it is enough, each once', async () => {
    const gathering = gatheringOf()
    await Promise.all(numbers(180).map((one) => add(gathering, one)))
    expect(delivered.map(({ length }) => length)).toEqual([FULL, FULL, 30])
    expect(delivered.flat()).toEqual(numbers(180))
  })

  it('goes by the size of each', async () => {
    const gathering = createGathering({ deliver, sizeOf: (one: number) => one, fullSize: 10 })
    await Promise.all([4, 5, 2, 12, 9].map((one) => add(gathering, one)))
    expect(delivered).toEqual([[4, 5, 2], [12], [9]])
  })

  it('asks work after its answer of three requests of a batch: who opens, who stands by, who fills', async () => {
    const gathering = gatheringOf()
    const works = numbers(FULL).map((one) => gathering.add(edge, one))
    expect(works.flatMap((work, place) => (work === null ? [] : [place]))).toEqual([0, 1, FULL - 1])
    await Promise.all(works.filter((work) => work !== null))
  })

  it('keeps what comes during a delivery for the next', async () => {
    const seconds: Promise<unknown>[] = []
    const gathering = gatheringOf(async (_edge, all) => {
      if (seconds.length === 0) seconds.push(add(gathering, 2))
      await deliver(edge, all)
    })
    await add(gathering, 1)
    await Promise.all(seconds)
    expect(delivered).toEqual([[1], [2]])
  })

  it('loses nothing when the request that opened is ended before it could deliver', async () => {
    const ended = new Promise<void>(() => undefined)
    vi.spyOn(scheduler, 'wait').mockImplementation((ms) => (ms === GATHER_MS ? ended : Promise.resolve()))
    const gathering = gatheringOf()
    const [opener, ...others] = numbers(3).map((one) => add(gathering, one))
    void opener
    await Promise.all(others)
    expect(delivered).toEqual([[0, 1, 2]])
  })

  it('loses nothing when the request that opened is ended in the middle of its delivery', async () => {
    vi.spyOn(scheduler, 'wait').mockResolvedValue()
    let isEnded = false
    const gathering = gatheringOf((_edge, all) => {
      if (isEnded) return deliver(edge, all)
      isEnded = true
      return new Promise<void>(() => undefined)
    })
    void add(gathering, 0)
    await add(gathering, 1)
    expect(delivered).toEqual([[0, 1]])
  })
})
