import { env } from 'cloudflare:workers'
import { beforeEach, describe, expect, it } from 'vitest'
import { compareWithEngine } from '../../src/analytics/compare.ts'
import { rollUp } from '../../src/analytics/rollup/run.ts'
import { DAY_MS, HOUR_MS, NOON, edge, emptyLedger, event, write } from './store.ts'

const engine = { accountId: 'a'.repeat(32), apiToken: 'secret', dataset: 'fairlead_events' }
const withEngine = { ...edge, settings: { ...edge.settings, engine } }
const TOMORROW = NOON + DAY_MS
const answer = {
  data: [
    { metric: 'pull', count: '3' },
    { metric: 'verify', count: '1' },
  ],
  meta: [],
  rows: 2,
}

let asked: Request[] = []
const fetcher = (request: Request) => {
  asked.push(request)
  return Promise.resolve(Response.json(answer))
}

beforeEach(async () => {
  asked = []
  await emptyLedger()
  await write(event(), event(), event({ metric: 'check' }), event({ at: NOON + DAY_MS }))
  await rollUp(env.DB, NOON)
})

const rows = async () =>
  (await env.DB.prepare('SELECT day, metric, ledger, engine FROM reconciliation ORDER BY metric').all())
    .results

describe('the comparison with Analytics Engine', () => {
  it('puts both counts of yesterday side by side, once', async () => {
    await compareWithEngine(withEngine, fetcher, TOMORROW)
    await compareWithEngine(withEngine, fetcher, TOMORROW)
    const day = Math.floor(NOON / DAY_MS)
    expect(await rows()).toEqual([
      { day, metric: 'check', ledger: 1, engine: 0 },
      { day, metric: 'pull', ledger: 2, engine: 3 },
      { day, metric: 'verify', ledger: 0, engine: 1 },
    ])
    expect(asked).toHaveLength(1)
    const sql = (await asked[0]?.text()) ?? ''
    const from = (NOON - 12 * HOUR_MS) / 1000
    expect(sql).toContain(`timestamp >= toDateTime(${from}) AND timestamp < toDateTime(${from + 86_400})`)
  })

  it('waits until the day’s events must have come in, and asks nothing without credentials', async () => {
    await compareWithEngine(withEngine, fetcher, NOON + 12.5 * HOUR_MS)
    await compareWithEngine(edge, fetcher, TOMORROW)
    expect([asked, await rows()]).toEqual([[], []])
  })

  it('is made again by the next run when it could not be made', async () => {
    const down = () => Promise.resolve(new Response('no', { status: 500 }))
    await expect(compareWithEngine(withEngine, down, TOMORROW)).rejects.toThrow('status 500')
    await compareWithEngine(withEngine, fetcher, TOMORROW)
    expect(await rows()).toHaveLength(3)
  })
})
