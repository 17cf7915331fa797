// What one isolate has to send and comes together leaves together, and is not lost when the request that should send ends.
import { env } from 'cloudflare:workers'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { type Gathering, createGathering } from '../../src/analytics/gathering.ts'
import { type Edge, edgeOf } from '../../src/edge.ts'

const GATHER_MS = 50

let delivered: number[][]
const deliver = (_edge: Edge, all: number[]) => {
  delivered.push([...all])
  return Promise.resolve()
}
const edge = edgeOf(env, { waitUntil: () => undefined })
const add = async (gathering: Gathering<number>, one: number) => gathering.add(edge, one)
const numbers = (count: number) => Array.from({ length: count }, (_, number) => number)

beforeEach(() => {
  delivered = []
})
afterEach(() => vi.restoreAllMocks())

describe('a gathering', () => {
  it('delivers one alone', async () => {
    await add(createGathering(deliver), 1)
    expect(delivered).toEqual([[1]])
  })

  it('delivers what comes together in as few messages as a queue allows, each once', async () => {
    const gathering = createGathering(deliver)
    await Promise.all(numbers(180).map((one) => add(gathering, one)))
    expect(delivered.map(({ length }) => length)).toEqual([75, 75, 30])
    expect(delivered.flat()).toEqual(numbers(180))
  })

  it('asks work after its answer of three requests in 75: who opens, who stands by, who fills', async () => {
    const gathering = createGathering(deliver)
    const works = numbers(75).map((one) => gathering.add(edge, one))
    expect(works.flatMap((work, place) => (work === null ? [] : [place]))).toEqual([0, 1, 74])
    await Promise.all(works.filter((work) => work !== null))
  })

  it('keeps what comes during a delivery for the next', async () => {
    const seconds: Promise<unknown>[] = []
    const gathering: Gathering<number> = createGathering(async (_edge, all: number[]) => {
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
    const gathering = createGathering(deliver)
    const [opener, ...others] = numbers(3).map((one) => add(gathering, one))
    void opener
    await Promise.all(others)
    expect(delivered).toEqual([[0, 1, 2]])
  })

  it('loses nothing when the request that opened is ended in the middle of its delivery', async () => {
    vi.spyOn(scheduler, 'wait').mockResolvedValue()
    let isEnded = false
    const gathering = createGathering((_edge, all: number[]) => {
      if (isEnded) return deliver(edge, all)
      isEnded = true
      return new Promise<void>(() => undefined)
    })
    void add(gathering, 0)
    await add(gathering, 1)
    expect(delivered).toEqual([[0, 1]])
  })
})
