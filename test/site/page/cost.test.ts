// What a page asks of D1: as many questions for one artifact as for a hundred, and no more than the free plan allows.
import { createExecutionContext, waitOnExecutionContext } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { createApp } from '../../../src/app.ts'
import { metered } from '../../bench/ledger/meter.ts'
import { NOW, history, takeIn } from '../../analytics/stats/history.ts'
import { emptyLedger, event } from '../../analytics/store.ts'
import { stopClockAt } from '../api/scene.ts'

/** Queries that one invocation may make on the free plan. */
const QUESTIONS_MAX = 50

beforeAll(async () => {
  stopClockAt(NOW)
  await emptyLedger()
})
afterAll(() => vi.useRealTimers())

/** The page, and how many statements it took, of how many rows. */
async function ask(path: string): Promise<{ status: number; questions: number; rows: number }> {
  const meter = metered(env.DB)
  const context = createExecutionContext()
  const watched = { ...env, DB: meter.db, PAGE_TTL_SECONDS: 0 }
  const answer = await createApp().fetch(
    new Request(`https://downloads.example.org${path}`),
    watched,
    context,
  )
  await answer.text()
  await waitOnExecutionContext(context)
  return { status: answer.status, questions: meter.calls(), rows: meter.rowsRead() }
}

/** One pull each, in the last hour. */
const images = (from: number, to: number) =>
  Array.from({ length: to - from }, (_name, at) =>
    event({ artifact: `image-${from + at}`, at: NOW - 3_600_000 }),
  )
/** Its total, the words for both of its labels, and what it takes to put them in order. */
const ROWS_OF_A_NAME = 5

describe('the page of everything', () => {
  it('takes no more questions for a hundred artifacts than for three', async () => {
    await takeIn(history(400))
    const few = await ask('/?range=90d')
    expect(few.status).toBe(200)
    expect(few.questions).toBeGreaterThan(10)
    await takeIn(images(0, 100))
    const many = await ask('/?range=90d')
    expect(many).toEqual({ ...few, rows: many.rows })
    expect(few.questions).toBeLessThanOrEqual(QUESTIONS_MAX)
  })

  it('reads no more of another hundred than what they are called and how often they were ever counted', async () => {
    const before = await ask('/?range=90d')
    await takeIn(images(100, 200))
    const { rows } = await ask('/?range=90d')
    expect(rows - before.rows).toBeLessThanOrEqual(100 * ROWS_OF_A_NAME)
  })
})

describe('the page of an artifact', () => {
  it.each(['', '?range=all', '?class=runtime&where.version=v1.19.0', '?metric=download&range=12m'])(
    'takes no more than the free plan allows: %s',
    async (query) => {
      const { status, questions } = await ask(`/artifact/cert-manager-controller${query}`)
      expect(status).toBe(200)
      expect(questions).toBeLessThanOrEqual(QUESTIONS_MAX)
    },
  )
})

describe('the page of hosts to allow', () => {
  it.each(['/hosts', '/hosts.txt'])('is cheap: %s', async (path) => {
    const { status, questions } = await ask(path)
    expect(status).toBe(200)
    expect(questions).toBeLessThanOrEqual(2)
  })
})
