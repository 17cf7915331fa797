import { afterEach, describe, expect, it, vi } from 'vitest'
import { CLOUDFLARE_API, engineTotals } from '../../src/analytics/reconcile.ts'
import type { EngineAccess, Fetcher } from '../../src/analytics/reconcile.ts'

const TOKEN = 'cfat_s3cr3t-Token'
const ACCESS: EngineAccess = {
  accountId: '0123456789abcdef0123456789abcdef',
  apiToken: TOKEN,
  dataset: 'fairlead_events',
  endpoint: CLOUDFLARE_API,
}
const HOUR_MS = 60 * 60 * 1000
const FROM_MS = 497_000 * HOUR_MS
const TO_MS = FROM_MS + HOUR_MS

/** One row of the dataset as it is stored: one that stands for `interval` events. */
type StoredRow = { at: number; metric: string; interval: number }

const SQL =
  /^SELECT (?<column>\w+) AS metric, SUM\(_sample_interval\) AS count\s+FROM (?<dataset>\w+)\s+WHERE timestamp >= toDateTime\((?<from>\d+)\) AND timestamp < toDateTime\((?<to>\d+)\)\s+GROUP BY metric\s+FORMAT JSON$/

/** Answers as the SQL API does, the one kind of query that we ask. */
function standIn(rows: StoredRow[]): Fetcher {
  return async (request) => {
    const { pathname, origin } = new URL(request.url)
    expect(origin + pathname).toBe(`${CLOUDFLARE_API}/accounts/${ACCESS.accountId}/analytics_engine/sql`)
    if (request.method !== 'POST') return new Response('method not allowed', { status: 405 })
    if (request.headers.get('Authorization') !== `Bearer ${TOKEN}`) {
      return Response.json({ success: false, errors: [{ code: 10000, message: 'Authentication error' }] }, { status: 403 })
    }
    const query = SQL.exec(await request.text())?.groups
    if (query?.['column'] !== 'blob1') return new Response('DB::Exception: Syntax error', { status: 422 })
    if (query['dataset'] !== ACCESS.dataset) return new Response(`unknown table: ${query['dataset'] ?? ''}`, { status: 422 })
    const [from, to] = [Number(query['from']), Number(query['to'])]
    const counts = new Map<string, number>()
    for (const { at, metric, interval } of rows) {
      const second = Math.floor(at / 1000)
      if (second >= from && second < to) counts.set(metric, (counts.get(metric) ?? 0) + interval)
    }
    const data = [...counts].map(([metric, count]) => ({ metric, count: String(count) }))
    const meta = [{ name: 'metric', type: 'String' }, { name: 'count', type: 'UInt64' }]
    return Response.json({ meta, data, rows: data.length })
  }
} // prettier-ignore

const failure = (fetcher: Fetcher, access = ACCESS) =>
  engineTotals(fetcher, access, FROM_MS, TO_MS).then(
    () => 'no failure',
    (error: unknown) => String(error),
  )
const answering = (body: BodyInit | null, status = 200) => {
  const fetcher: Fetcher = () => Promise.resolve(new Response(body, { status }))
  return fetcher
}

afterEach(() => {
  vi.useRealTimers()
})

describe('engineTotals', () => {
  it('sums what each row stands for, by metric, from the first second to before the last', async () => {
    const rows = [
      { at: FROM_MS - 1, metric: 'pull', interval: 1000 },
      { at: FROM_MS, metric: 'pull', interval: 1 },
      { at: FROM_MS + 5, metric: 'pull', interval: 10 },
      { at: FROM_MS + 9, metric: 'check', interval: 7 },
      { at: TO_MS - 1, metric: 'pull', interval: 100 },
      { at: TO_MS, metric: 'pull', interval: 1000 },
    ]
    const totals = await engineTotals(standIn(rows), ACCESS, FROM_MS, TO_MS)
    expect(totals).toEqual(new Map([['pull', 111], ['check', 7]])) // prettier-ignore
  })

  it('is empty where nothing was written', async () => {
    expect(await engineTotals(standIn([]), ACCESS, FROM_MS, TO_MS)).toEqual(new Map())
  })

  it('reads counts as numbers and as text', async () => {
    const answer = JSON.stringify({ meta: [], data: [{ metric: 'pull', count: 5 }, { metric: 'check', count: '6' }], rows: 2 }) // prettier-ignore
    const totals = await engineTotals(answering(answer), ACCESS, FROM_MS, TO_MS)
    expect([...totals]).toEqual([['pull', 5], ['check', 6]]) // prettier-ignore
  })

  it('sends the token in the header alone, and to nobody a redirect names', async () => {
    const seen: Request[] = []
    await failure(async (request) => {
      seen.push(request)
      return standIn([])(request.clone())
    })
    expect(seen).toHaveLength(1)
    expect(seen[0]?.redirect).toBe('manual')
    expect(seen[0]?.url).not.toContain(TOKEN)
    expect(await seen[0]?.text()).not.toContain(TOKEN)
  })
})

describe('engineTotals, refused', () => {
  it('says what the API said', async () => {
    expect(await failure(standIn([]), { ...ACCESS, apiToken: 'wrong' })).toContain('status 403: {"success":false')
    expect(await failure(standIn([]), { ...ACCESS, dataset: 'other' })).toContain('status 422: unknown table: other')
  }) // prettier-ignore

  it.each([
    ['an error page', answering('<html>', 502), 'status 502: <html>'],
    ['a redirect', answering(null, 302), 'status 302'],
    ['no JSON', answering('pull\t12'), 'not an answer of its JSON format: pull\t12'],
    ['other JSON', answering('{"success":true}'), 'not an answer of its JSON format'],
    ['a negative count', answering('{"data":[{"metric":"pull","count":"-1"}]}'), 'not an answer'],
    ['a broken count', answering('{"data":[{"metric":"pull","count":1.5}]}'), 'not an answer'],
    ['a count of null', answering('{"data":[{"metric":"pull","count":null}]}'), 'not an answer'],
    ['too long an answer', answering('x'.repeat(65_537)), 'more than 65536 bytes'],
    ['too long an error', answering('x'.repeat(65_537), 500), 'more than 65536 bytes'],
    ['no connection', () => Promise.reject(new Error('Network connection lost')), 'Network connection lost'],
  ])('says that it got %s', async (_, fetcher, reason) => {
    const message = await failure(fetcher)
    expect(message).toContain("Analytics Engine's SQL API: ")
    expect(message).toContain(reason)
    expect(message.length).toBeLessThan(320)
  })

  it.each([
    ['an echo', answering(`bad token ${TOKEN}`, 400)],
    ['an echo that is cut', answering(`${'x'.repeat(190)}${TOKEN}`, 400)],
    ['an echo as an answer', answering(`Bearer ${TOKEN}`)],
    ['a failure that tells', () => Promise.reject(new Error(`could not send Bearer ${TOKEN}`))],
  ])('keeps the token out of %s', async (_, fetcher) => {
    const message = await failure(fetcher)
    expect(message).not.toContain(TOKEN.slice(0, 8))
  })

  it('waits ten seconds, even for an answer that does not listen', async () => {
    vi.useFakeTimers()
    const signals: AbortSignal[] = []
    const stalled = failure((request) => {
      signals.push(request.signal)
      return Promise.resolve(new Response(new ReadableStream()))
    })
    await vi.advanceTimersByTimeAsync(9_999)
    expect(signals[0]?.aborted).toBe(false)
    await vi.advanceTimersByTimeAsync(1)
    expect(await stalled).toContain('no answer within 10000 ms')
    expect(signals[0]?.aborted).toBe(true)
  })
})

describe('engineTotals, asked for what it will not ask', () => {
  const never: Fetcher = () => Promise.reject(new Error('was asked'))

  it.each(['', 'a b', 'a;b', "x' OR 1=1", 'a.b', 'a-b', '1a', 'ä', 'a'.repeat(65), 'a\n'])('not of %j', async (dataset) =>
    expect(await failure(never, { ...ACCESS, dataset })).toContain('not a name of a dataset'),
  ) // prettier-ignore

  it.each([
    [NaN, TO_MS],
    [FROM_MS, Infinity],
    [FROM_MS, FROM_MS],
    [TO_MS, FROM_MS],
    [-1000, TO_MS],
    [FROM_MS + 1, TO_MS],
    [FROM_MS, TO_MS + 0.5],
    [FROM_MS, 1e22],
  ])('not from %s to %s', async (fromMs, toMs) => {
    await expect(engineTotals(never, ACCESS, fromMs, toMs)).rejects.toThrow('not a stretch of whole seconds')
  })

  it.each([
    [{ accountId: '../../x' }, 'account id'],
    [{ accountId: ACCESS.accountId.toUpperCase() }, 'account id'],
    [{ apiToken: '' }, 'API token'],
    [{ apiToken: `${TOKEN}\n` }, 'API token'],
    [{ endpoint: 'http://api.cloudflare.com/client/v4' }, 'not https'],
    [{ endpoint: 'http://localhost.example.org/' }, 'not https'],
    [{ endpoint: '' }, 'not https'],
  ])('not with %j', async (part, reason) => {
    const message = await failure(never, { ...ACCESS, ...part })
    expect(message).toContain(reason)
    expect(message).not.toContain(TOKEN)
  })
})
