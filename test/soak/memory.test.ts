import { describe, expect, it } from 'vitest'
import { judge } from './memory.ts'

const MEGABYTE = 1024 * 1024
/** One every ten seconds. */
const SAMPLES = 180
const MINUTES = 30

function samples(of: (index: number) => number, count = SAMPLES): number[] {
  return Array.from({ length: count }, (_, index) => of(index) * MEGABYTE)
}

const flat = samples(() => 400)

function problemOf(live: number[], minutes = MINUTES): string | null {
  return judge({ live, gateway: flat, others: flat }, minutes).problem
}

describe('the memory of a soak', () => {
  it('is flat if what is live stays, whatever there was to warm up', () => {
    expect(problemOf(samples((index) => (index < 30 ? 3 : 6.2 + (index % 3) * 0.1)))).toBeNull()
  })

  it('is not flat if every request leaves something behind', () => {
    // 64 bytes for each of 27,000 requests.
    expect(problemOf(samples((index) => 6 + (index / SAMPLES) * 1.65))).toContain('+13.4 %')
  })

  it('is not judged by the processes, which hold simulators and proxies as well', () => {
    const growing = samples((index) => 400 + index * 5)
    const { problem, said } = judge({ live: samples(() => 6), gateway: growing, others: growing }, MINUTES)
    expect(problem).toBeNull()
    expect(said).toMatch(/workerd.*\+\d\d\.\d %/)
  })

  it('is not flat if it was hardly ever seen', () => {
    expect(problemOf([])).toContain('0 times')
    expect(problemOf(samples(() => 6, 80))).toContain('80 times')
    expect(problemOf([], 1)).toContain('0 times')
  })

  it('is only shown after a short run', () => {
    const { problem, said } = judge(
      { live: samples((index) => 6 + index, 6), gateway: flat, others: flat },
      1,
    )
    expect(problem).toBeNull()
    expect(said).toContain('too short')
  })
})
