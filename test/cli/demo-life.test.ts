// What becomes of a demo: real pulls in it, further starts, and starts that would mix it with real numbers.
import { cp } from 'node:fs/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { DEMO_DAYS } from '../../cli/demo/happening.ts'
import { dayOf } from '../../src/analytics/calendar.ts'
import { createWorkspace } from '../clients/workspace.ts'
import { type DemoStore, NOW, openStore, pullAt } from './demo-store.ts'
import { writtenDemo } from './demo-written.ts'

/** A busy machine is no failure. */
const BUSY_MS = 120_000
const MINUTE_MS = 60_000
const DAY_MS = 24 * 60 * MINUTE_MS

const PULLS = (day: number) => `SELECT SUM(count) AS n FROM day_count WHERE dimension = 0 AND bucket = ${day}
  AND metric = (SELECT id FROM label WHERE dimension = 'metric' AND value = 'pull')`
const ALL = 'SELECT SUM(count) AS n FROM day_count WHERE dimension = 0'
const DAYS = "SELECT MIN(bucket) AS first, MAX(bucket) AS last, COUNT(*) AS n FROM rollup WHERE scale = 'day'"

const workspace = await createWorkspace()
let store: DemoStore
beforeAll(async () => {
  const state = await workspace.folder('demo')
  await cp(writtenDemo().state, state, { recursive: true })
  store = await openStore(state)
  workspace.later(store.dispose)
}, BUSY_MS)
afterAll(() => workspace.cleanUp())

describe('a demo', { timeout: BUSY_MS }, () => {
  it('is refused where there are real numbers, even if there is but one pull', async () => {
    const real = await openStore()
    await real.start(NOW, { wanted: false })
    await real.pull([pullAt(NOW, 1)])
    await expect(real.start(NOW)).rejects.toThrow(/FOLDER holds real numbers/)
    expect(await real.number('SELECT COUNT(*) AS n FROM event')).toBe(1)
    expect(await real.number('SELECT COUNT(*) AS n FROM demo')).toBe(0)
    await real.start(NOW, { wanted: false })
    await real.dispose()
  })

  it('counts pulls that are made in it on top of today', async () => {
    const [pulls, all] = [await store.number(PULLS(dayOf(NOW))), await store.number(ALL)]
    expect(pulls).toBeGreaterThan(20_000)
    await store.pull([1, 2, 3].map((place) => pullAt(NOW + place, place)))
    // A day of that many rows is made anew after some minutes.
    await store.cron(NOW + 10 * MINUTE_MS)
    expect(await store.number(PULLS(dayOf(NOW)))).toBe(pulls + 3)
    expect(await store.number(ALL)).toBe(all + 3)
    const upstream = "(SELECT id FROM label WHERE dimension = 'upstream' AND value = 'local')"
    expect(
      await store.number(`SELECT SUM(count) AS n FROM day_count WHERE dimension = 8 AND value = ${upstream}`),
    ).toBe(3)
  })

  it('is kept as it is by a second start on the same day', async () => {
    const all = await store.number(ALL)
    const [demo] = await store.rows('SELECT * FROM demo')
    expect(await store.start(NOW + 30 * MINUTE_MS)).toBe('')
    expect(await store.number(ALL)).toBe(all)
    expect(await store.rows('SELECT * FROM demo')).toEqual([demo])
  })

  it('is refused to whoever did not ask for it', async () => {
    await expect(store.start(NOW, { wanted: false })).rejects.toThrow(
      /FOLDER holds the made-up numbers.*--demo/,
    )
  })

  it('is made anew on another day, also if that was broken off', async () => {
    const later = NOW + 2 * DAY_MS
    const stopping = new AbortController()
    const write = (text: string) => {
      if (text.includes('25 %')) stopping.abort()
    }
    await expect(store.start(later, { signal: stopping.signal, write })).rejects.toThrow(/aborted/)
    expect(await store.number('SELECT COUNT(*) AS n FROM demo')).toBe(1)
    await expect(store.start(later, { wanted: false })).rejects.toThrow(/made-up/)
    expect(await store.start(later)).toContain('100 %')
    const today = dayOf(later)
    expect(await store.rows(DAYS)).toEqual([{ first: today - DEMO_DAYS + 1, last: today, n: DEMO_DAYS - 1 }])
    expect(await store.number('SELECT COUNT(*) AS n FROM event')).toBe(0)
    expect(await store.number('SELECT SUM(count) AS n FROM total_count')).toBe(await store.number(ALL))
  })
})
