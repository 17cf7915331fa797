import { once } from 'node:events'
import { createServer } from 'node:http'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { startCron } from '../../cli/local/cron.ts'

const endings: (() => unknown)[] = []
afterEach(async () => {
  for (const end of endings.splice(0).reverse()) await end()
})

async function startWorker(status: () => number) {
  const asked: string[] = []
  const server = createServer((request, response) => {
    asked.push(request.url ?? '')
    response.writeHead(status()).end('it went wrong')
  })
  server.listen(0, '127.0.0.1')
  endings.push(() => server.close())
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('it does not listen')
  return { gatewayUrl: `http://127.0.0.1:${address.port}`, asked }
}

describe('the local clock', () => {
  it('runs each cron again and again until it is stopped', async () => {
    const { gatewayUrl, asked } = await startWorker(() => 200)
    const write = vi.fn()
    const stop = startCron({ gatewayUrl, crons: ['* * * * *', '*/5 * * * *'], everyMs: 1, write })
    await vi.waitFor(() => expect(asked).toContain('/cdn-cgi/local/scheduled?cron=*%20*%20*%20*%20*'))
    await stop()
    const rounds = asked.length
    expect(new Set(asked)).toEqual(
      new Set([
        '/cdn-cgi/local/scheduled?cron=*%20*%20*%20*%20*',
        '/cdn-cgi/local/scheduled?cron=*%2F5%20*%20*%20*%20*',
      ]),
    )
    // The one that asks the upstreams runs in one round of twenty.
    expect(asked.indexOf('/cdn-cgi/local/scheduled?cron=*%20*%20*%20*%20*')).toBeGreaterThan(18)
    expect(write).not.toHaveBeenCalled()
    expect(asked).toHaveLength(rounds)
  })

  it('says once that it goes on failing, and nothing of a single failure', async () => {
    let failing = 1
    const { gatewayUrl, asked } = await startWorker(() => (failing-- > 0 ? 500 : 200))
    const write = vi.fn()
    endings.push(startCron({ gatewayUrl, crons: ['*/5 * * * *'], everyMs: 1, write }))
    await vi.waitFor(() => expect(asked.length).toBeGreaterThan(4))
    expect(write).not.toHaveBeenCalled()
    failing = Infinity
    const before = asked.length
    await vi.waitFor(() => expect(asked.length).toBeGreaterThan(before + 6))
    expect(write).toHaveBeenCalledOnce()
    expect(write).toHaveBeenCalledWith(expect.stringContaining('500 it went wrong'))
  })
})
