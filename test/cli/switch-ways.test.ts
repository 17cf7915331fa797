// What can be done where `fairlead switch` could not compare all, by which registry could not be read.
import { describe, expect, it } from 'vitest'
import { waysOn } from '../../cli/switch/inspection.ts'

describe('where not all could be compared', () => {
  const ways = (failing: string[], others: string[]) =>
    waysOn('quay', 'ghcr', { seen: 'some', unnamed: [], failing, others })
  const FORCE = 'If quay is what has failed: --force switches all the same, and compares nothing.'

  it.each([
    [['quay'], [], [FORCE]],
    [['ghcr'], [], ['It is ghcr that could not be read: run this again once it can be.']],
    [
      ['ghcr'],
      ['gitlab'],
      ['It is ghcr that could not be read: run this again once it can be, or switch to another one: gitlab.'],
    ],
    [[], [], [FORCE, 'If it is ghcr that does not answer, there is nowhere to switch to.']],
    [
      ['quay', 'ghcr'],
      ['a', 'b'],
      [FORCE, 'If it is ghcr that does not answer, switch to another one: a or b.'],
    ],
  ])('because of %j, with %j besides, what can be done is said of those', (failing, others, said) => {
    expect(ways(failing, others)).toEqual(said)
  })
})
