// Every fault by every request: nothing wrong is ever served, and another upstream that is well makes each succeed.
import { afterEach, describe, expect, it, vi } from 'vitest'
import { FAULTS, type Fault } from './fault.ts'
import { type Observed, SUBJECTS, type Subject, observe } from './fault-cell.ts'
import { type Row, cellOf, pageOf } from './fault-page.ts'

afterEach(() => {
  vi.useRealTimers()
  vi.restoreAllMocks()
})

const observed = new Map<string, Promise<Observed>>()

/** Each cell is looked at once, by its own test and for the page. */
function look(fault: Fault, subject: Subject, others: string[]): Promise<Observed> {
  const key = JSON.stringify([fault.name, subject.name, others])
  const known = observed.get(key) ?? observe(fault, subject, others)
  observed.set(key, known)
  return known
}

describe.each(FAULTS)('a registry that fails by: $name', (fault) => {
  describe('and is the only one', () => {
    it.each(SUBJECTS)('$name', async (subject) => {
      const { first } = await look(fault, subject, [])
      expect(first.isWrong).toBe(false)
      expect([0, 429, 502, 503]).toContain(first.errorStatus)
      if (subject.isKnown) expect(first).toMatchObject({ isGood: true })
      // Content by digest does not grow old.
      if (subject.what === 'digest') expect(first.isStale).toBe(false)
    })
  })

  describe('beside one that is well', () => {
    it.each(SUBJECTS)('$name', async (subject) => {
      const { first, probed } = await look(fault, subject, ['ghcr'])
      expect(probed ?? first).toMatchObject({ isGood: true, isStale: false })
      // Only what a client asks the registry itself has to wait for the probe, or what the registry cannot be blamed for.
      const isOutOfSight = subject.blobs === 'direct' || fault.name === 'redirect to a dead host'
      if (!isOutOfSight) expect(probed).toBeNull()
    })
  })
})

it('is what docs/failures.md says', async () => {
  const rows = async (others: string[]): Promise<Row[]> => {
    const made: Row[] = []
    for (const fault of FAULTS) {
      const cells: string[] = []
      // One at a time: a world has the only network and the only clock.
      for (const subject of SUBJECTS) cells.push(cellOf(await look(fault, subject, others)))
      made.push({ name: fault.name, cells })
    }
    return made
  }
  const columns = SUBJECTS.map(({ name }) => name)
  const page = pageOf(columns, await rows([]), await rows(['ghcr']))
  await expect(page).toMatchFileSnapshot('../../docs/failures.md')
}, 120_000)
