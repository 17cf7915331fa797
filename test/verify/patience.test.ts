// Waiting out a registry's limits.
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { RegistryError } from '../../src/oci/error.ts'
import { GivenUp, createPatience } from '../../src/verify/patience.ts'

const waits: number[] = []
const patience = () =>
  createPatience({
    limitedTriesMax: 4,
    failedTriesMax: 2,
    waitMsMax: 60_000,
    wait: (ms) => {
      waits.push(ms)
      vi.setSystemTime(Date.now() + ms)
      return Promise.resolve()
    },
  })
beforeEach(() => vi.useFakeTimers({ toFake: ['Date'], now: new Date('2026-01-01T00:00:00Z') }))
afterEach(() => {
  waits.length = 0
  vi.useRealTimers()
})

const limited = (retryAfter?: string) =>
  new RegistryError(
    'TOOMANYREQUESTS',
    retryAfter === undefined ? {} : { headers: { 'Retry-After': retryAfter } },
  )

/** Fails with each of these, then answers. */
function failing(...errors: Error[]) {
  return () => {
    const error = errors.shift()
    return error === undefined ? Promise.resolve('had') : Promise.reject(error)
  }
}

describe('patience', () => {
  it('waits as long as it is told, in seconds or until a date', async () => {
    expect(await patience()(failing(limited('7'), limited('Thu, 01 Jan 2026 00:00:20 GMT')))).toBe('had')
    expect(waits).toEqual([7000, 13_000])
  })

  it('waits twice as long each time where it is not told', async () => {
    await patience()(failing(limited(), limited(), limited()))
    expect(waits).toEqual([1000, 2000, 4000])
  })

  it('gives up after so many tries, or when told to wait too long', async () => {
    await expect(patience()(failing(...Array.from({ length: 4 }, () => limited('1'))))).rejects.toThrow(
      RegistryError,
    )
    const long = patience()(failing(limited('3600')))
    await expect(long).rejects.toThrow(/; it wants to be left alone for 60 min; ask it again then/)
    await expect(long).rejects.toThrow(RegistryError)
  })

  it('keeps the others quiet as well', async () => {
    const one = patience()
    await one(failing(limited('9')))
    waits.length = 0
    vi.setSystemTime(new Date('2026-01-01T00:00:03Z'))
    await one(failing())
    expect(waits).toEqual([6000])
  })

  it('tries a registry that fails again, but not one that says no', async () => {
    expect(await patience()(failing(new RegistryError('UNAVAILABLE')))).toBe('had')
    await expect(patience()(failing(new RegistryError('MANIFEST_UNKNOWN')))).rejects.toThrow(RegistryError)
    expect(waits).toEqual([1000])
  })

  const noAnswer = () => new RegistryError('UNAVAILABLE', { message: 'quay did not answer', noAnswer: true })

  it('asks nothing more of a registry that has not answered three times in a row', async () => {
    const one = patience()
    await expect(one(failing(noAnswer(), noAnswer()))).rejects.toThrow(RegistryError)
    await expect(one(failing(noAnswer()))).rejects.toThrow(RegistryError)
    const request = vi.fn(failing())
    await expect(one(request)).rejects.toThrow(new GivenUp('quay did not answer', 3))
    expect(request).not.toHaveBeenCalled()
  })

  it.each([
    ['an answer', () => failing()],
    ['a failure that is an answer', () => failing(new RegistryError('MANIFEST_UNKNOWN'))],
  ])('goes on asking where %s is in between', async (_, answered) => {
    const one = patience()
    for (let times = 0; times < 3; times++) {
      await one(failing(noAnswer(), noAnswer())).catch(() => undefined)
      await one(answered()).catch(() => undefined)
    }
    expect(await one(failing())).toBe('had')
  })

  it('goes on asking once something that was under way is answered after all', async () => {
    const one = patience()
    const slow = Promise.withResolvers<string>()
    const underWay = one(() => slow.promise)
    await one(failing(noAnswer(), noAnswer())).catch(() => undefined)
    await one(failing(noAnswer())).catch(() => undefined)
    await expect(one(failing())).rejects.toThrow(GivenUp)
    slow.resolve('late')
    await underWay
    expect(await one(failing())).toBe('had')
  })

  it('takes what is not answered at the same time for one failure', async () => {
    const one = patience()
    const six = Array.from({ length: 6 }, () => one(failing(noAnswer())))
    expect(await Promise.all(six)).toEqual(Array(6).fill('had'))
  })
})
