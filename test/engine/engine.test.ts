// Analytics Engine's SQL API over a real connection: a small stand-in that answers in its format.
import { once } from 'node:events'
import { type IncomingMessage, createServer } from 'node:http'
import { afterEach, expect, it } from 'vitest'
import { engineTotals } from '../../src/analytics/reconcile.ts'

const endings: (() => unknown)[] = []
afterEach(() => endings.splice(0).forEach((end) => void end()))

const ACCOUNT = 'a'.repeat(32)
const DAY_MS = 86_400_000

async function startEngine(status: number) {
  const asked: { path: string; authorization: string; sql: string }[] = []
  const server = createServer((request: IncomingMessage, response) => {
    let sql = ''
    request.setEncoding('utf8').on('data', (text: string) => (sql += text))
    request.on('end', () => {
      asked.push({ path: request.url ?? '', authorization: request.headers.authorization ?? '', sql })
      response.writeHead(status, { 'Content-Type': 'application/json' })
      response.end(JSON.stringify({ meta: [], data: [{ metric: 'pull', count: '123' }], rows: 1 }))
    })
  })
  server.listen(0, '127.0.0.1')
  endings.push(() => server.close())
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('it does not listen')
  return { endpoint: `http://127.0.0.1:${address.port}`, asked }
}

const totals = (endpoint: string) =>
  engineTotals(
    fetch,
    { accountId: ACCOUNT, apiToken: 'secret-token', dataset: 'fairlead_events', endpoint },
    0,
    DAY_MS,
  )

it('is asked as its API wants, and its sums are read', async () => {
  const { endpoint, asked } = await startEngine(200)
  expect(await totals(endpoint)).toEqual(new Map([['pull', 123]]))
  expect(asked).toHaveLength(1)
  expect(asked[0]).toMatchObject({
    path: `/accounts/${ACCOUNT}/analytics_engine/sql`,
    authorization: 'Bearer secret-token',
  })
  expect(asked[0]?.sql).toContain('FROM fairlead_events')
})

it('that refuses is a sentence without the token', async () => {
  const { endpoint } = await startEngine(403)
  const error: unknown = await totals(endpoint).catch((reason: unknown) => reason)
  expect(String(error)).toContain('status 403')
  expect(String(error)).not.toContain('secret-token')
})
