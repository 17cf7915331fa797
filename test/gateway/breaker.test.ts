// What one isolate does about an upstream that it has just seen fail.
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createBreaker } from '../../src/gateway/breaker.ts'
import { RegistryError } from '../../src/oci/error.ts'
import { NAME, TAG, breakDown, byBlob, byDigest, repair, restoreAll, stopClock } from './scene.ts'
import { type World, createWorld } from './world.ts'

let pass: (seconds: number) => void
beforeEach(() => {
  pass = stopClock()
})
afterEach(restoreAll)

const createTwo = (blobs: 'direct' | 'resolve' = 'resolve') =>
  createWorld({ upstreams: { quay: {}, ghcr: {} }, upstream: { blobs } })
const TAGS = `${NAME}/tags/list`

async function fail(world: World, times: number): Promise<void> {
  breakDown(world, 'quay', { as: '503' })
  for (let count = 0; count < times; count++) expect((await world.ask(TAGS)).status).toBe(200)
  world.seen()
}

describe('an upstream that has failed', () => {
  it('twice is asked again', async () => {
    const world = await createTwo()
    await fail(world, 2)
    await world.ask(TAGS)
    expect(world.seen()).toEqual(['quay tags 503', 'ghcr tags 200'])
  })

  it('three times in a row is passed over, whatever is asked', async () => {
    const world = await createTwo()
    await fail(world, 3)
    await world.ask(TAGS)
    await world.ask(TAG)
    await world.ask(byDigest(world))
    await world.ask(byBlob(world))
    expect(world.seen()).toEqual(['ghcr tags 200', 'ghcr manifest 200', 'ghcr manifest 200', 'ghcr blob 307'])
  })

  it('once, for five clients with one question, is asked again', async () => {
    const world = await createTwo()
    breakDown(world, 'quay', { as: '503' })
    const answers = await Promise.all(Array.from({ length: 5 }, () => world.ask(byBlob(world))))
    expect(answers.map(({ status }) => status)).toEqual([307, 307, 307, 307, 307])
    expect(world.seen()).toEqual(['quay blob 503', 'ghcr blob 307'])
    await world.ask(TAGS)
    expect(world.seen()).toEqual(['quay tags 503', 'ghcr tags 200'])
  })

  it('three times, but not in a row, is asked again', async () => {
    const world = await createTwo()
    await fail(world, 2)
    repair(world, 'quay')
    await world.ask(TAGS)
    await fail(world, 2)
    await world.ask(TAGS)
    expect(world.seen()).toEqual(['quay tags 503', 'ghcr tags 200'])
  })

  it('to answer in time is passed over at once', async () => {
    const world = await createTwo()
    breakDown(world, 'quay', { as: 'hang' })
    await world.ask(TAG)
    expect(world.seen()).toEqual(['quay manifest 0', 'ghcr manifest 200'])
    await world.ask(TAGS)
    expect(world.seen()).toEqual(['ghcr tags 200'])
  })

  it('is what blobs in direct mode are not sent to', async () => {
    const world = await createTwo('direct')
    const host = async () => new URL((await world.ask(byBlob(world))).headers.get('Location') ?? '').host
    expect(await host()).toBe('quay.example.com')
    await fail(world, 3)
    expect(await host()).toBe('ghcr.example.com')
  })

  it('is asked all the same when there is nobody else and nothing to fall back on', async () => {
    const world = await createWorld({ upstreams: { quay: {} } })
    breakDown(world, 'quay', { as: 'hang' })
    expect((await world.ask(TAG)).status).toBe(503)
    repair(world, 'quay')
    expect((await world.ask(TAG)).status).toBe(200)
  })

  it('is not waited for when there is a kept answer', async () => {
    const world = await createWorld({ upstreams: { quay: {} } })
    await world.ask(TAG)
    breakDown(world, 'quay', { as: 'hang' })
    await world.ask(TAG)
    world.seen()
    const response = await world.ask(TAG)
    expect([response.status, response.headers.has('Warning'), world.seen()]).toEqual([200, true, []])
  })
})

describe('after ten seconds', () => {
  it('one request tries it, and the others go on passing it over', async () => {
    const world = await createTwo()
    await fail(world, 3)
    pass(9.9)
    await world.ask(TAGS)
    expect(world.seen()).toEqual(['ghcr tags 200'])
    pass(0.2)
    await Promise.all(Array.from({ length: 5 }, () => world.ask(TAGS)))
    expect(world.seen().filter((line) => line.startsWith('quay'))).toEqual(['quay tags 503'])
  })

  it('it is left alone for as long again if it still fails', async () => {
    const world = await createTwo()
    await fail(world, 3)
    pass(10.1)
    await world.ask(TAGS)
    world.seen()
    pass(9.9)
    await world.ask(TAGS)
    expect(world.seen()).toEqual(['ghcr tags 200'])
  })

  it('it is back if it succeeds, and three more failures are needed', async () => {
    const world = await createTwo()
    await fail(world, 3)
    repair(world, 'quay')
    pass(10.1)
    await world.ask(TAGS)
    await world.ask(TAGS)
    expect(world.seen()).toEqual(['quay tags 200', 'quay tags 200'])
    await fail(world, 2)
    await world.ask(TAGS)
    expect(world.seen()).toEqual(['quay tags 503', 'ghcr tags 200'])
  })
})

describe('a minute after it was last tried', () => {
  it.each([1, 3])('an upstream that failed %i times is as if it never had', (times) => {
    const breaker = createBreaker()
    for (let count = 0; count < times; count++) breaker.failed('quay', new RegistryError('UNAVAILABLE'))
    pass(71)
    expect([breaker.stateOf('quay'), breaker.isAtRest()]).toEqual(['closed', true])
    breaker.failed('quay', new RegistryError('UNAVAILABLE'))
    pass(59)
    expect([breaker.stateOf('quay'), breaker.isAtRest()]).toEqual(['closed', false])
  })
})

describe('Retry-After', () => {
  it('is how long an upstream is not asked at all, and the client is told', async () => {
    const world = await createWorld({ upstreams: { quay: {} } })
    breakDown(world, 'quay', { as: '429', retryAfterSeconds: 30 })
    const first = await world.ask(TAG)
    expect([first.status, first.headers.get('Retry-After')]).toEqual([429, '30'])
    repair(world, 'quay')
    world.seen()
    pass(29.9)
    for (const path of [TAG, TAGS, byDigest(world), byBlob(world)]) {
      const response = await world.ask(path)
      expect([path, response.status]).toEqual([path, 429])
    }
    expect(world.seen()).toEqual([])
    pass(0.2)
    expect((await world.ask(TAG)).status).toBe(200)
  })

  it('does not matter to the client where another upstream or a kept answer serves', async () => {
    const world = await createTwo()
    await world.ask(TAG)
    breakDown(world, 'quay', { as: '429', retryAfterSeconds: 30 })
    expect((await world.ask(TAGS)).status).toBe(200)
    world.seen()
    expect((await world.ask(TAG)).headers.has('Warning')).toBe(false)
    expect(world.seen()).toEqual(['ghcr manifest 200'])
    breakDown(world, 'ghcr', { as: '429', retryAfterSeconds: 30 })
    expect((await world.ask(TAG)).headers.has('Warning')).toBe(true)
  })

  it.each([
    ['seconds', '30', 30],
    ['a date', 'Sun, 01 Nov 2026 12:00:30 GMT', 30],
    ['a date that is past', 'Sun, 01 Nov 2026 11:00:00 GMT', 0],
    ['more than anybody should wait', '86400', 300],
    ['nothing', undefined, 10],
    ['nonsense', 'later', 10],
  ])('may be %s', (_what, header, seconds) => {
    pass(Date.UTC(2026, 10, 1, 12) / 1000 - Date.now() / 1000)
    const breaker = createBreaker()
    const headers = header === undefined ? {} : { 'Retry-After': header }
    breaker.failed('quay', new RegistryError('TOOMANYREQUESTS', { headers }))
    if (seconds > 0) {
      pass(seconds - 0.1)
      expect(breaker.stateOf('quay')).toBe('asked')
      pass(0.2)
    }
    expect(breaker.stateOf('quay')).toBe('closed')
  })
})
