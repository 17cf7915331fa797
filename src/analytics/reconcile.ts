// What Analytics Engine has counted, to compare the ledger with: it is written at request time, past queue and D1.
import * as z from 'zod/mini'
import { readBody } from '../body.ts'
import { column } from './analytics-engine.ts'

export const CLOUDFLARE_API = 'https://api.cloudflare.com/client/v4'

export type EngineAccess = {
  accountId: string
  /** May read the account's analytics, and nothing else. */
  apiToken: string
  dataset: string
  /** `CLOUDFLARE_API`, or where a test answers. */
  endpoint: string
}

export type Fetcher = (request: Request) => Promise<Response>

const DEADLINE_MS = 10_000
const ANSWER_BYTES_MAX = 64 * 1024
const EXCERPT_LENGTH_MAX = 200

// What goes into SQL text or an address is of these shapes, so nothing has to be escaped.
const DATASET = /^[A-Za-z_][A-Za-z0-9_]{0,63}$/
const ACCOUNT = /^[0-9a-f]{32}$/
const TOKEN = /^[!-~]{1,512}$/
const ENDPOINT = /^(?:https:\/\/|http:\/\/(?:localhost|127\.0\.0\.1|\[::1\])[:/])/

/** Sums of 64-bit integers come as strings. */
const countSchema = z.union([
  z.int().check(z.nonnegative()),
  z.pipe(z.string().check(z.regex(/^\d{1,15}$/)), z.transform(Number)),
])
const answerSchema = z.object({ data: z.array(z.object({ metric: z.string(), count: countSchema })) })

/**
 * Events by metric in [fromMs, toMs), whole seconds. An estimate where the platform has sampled: each row stands for
 * `_sample_interval` events. Throws a sentence for the operator, without the token.
 */
export async function engineTotals(
  fetcher: Fetcher,
  access: EngineAccess,
  fromMs: number,
  toMs: number,
): Promise<Map<string, number>> {
  const sql = totalsSql(access.dataset, fromMs, toMs)
  checkAccess(access)
  try {
    const text = await withinDeadline((signal) => ask(fetcher, access, sql, signal))
    return new Map(parseAnswer(text).map(({ metric, count }) => [metric, count]))
  } catch (error) {
    // Without the cause: whatever the fetcher throws may have the token in it.
    const reason = error instanceof Error ? error.message : String(error)
    throw new Error(`Analytics Engine's SQL API: ${withoutToken(reason, access)}`)
  }
}

function totalsSql(dataset: string, fromMs: number, toMs: number): string {
  if (!DATASET.test(dataset)) throw new Error(`not a name of a dataset: ${JSON.stringify(dataset)}`)
  const [from, to] = [fromMs / 1000, toMs / 1000]
  if (!Number.isSafeInteger(from) || !Number.isSafeInteger(to) || from < 0 || from >= to) {
    throw new Error(`not a stretch of whole seconds: ${fromMs} to ${toMs}`)
  }
  return `SELECT ${column('metric')} AS metric, SUM(_sample_interval) AS count
FROM ${dataset}
WHERE timestamp >= toDateTime(${from}) AND timestamp < toDateTime(${to})
GROUP BY metric
FORMAT JSON`
}

function checkAccess({ accountId, apiToken, endpoint }: EngineAccess): void {
  if (!ACCOUNT.test(accountId)) throw new Error('the account id is not 32 hexadecimal digits')
  if (!TOKEN.test(apiToken)) throw new Error('the API token is empty or has characters that no token has')
  if (!ENDPOINT.test(endpoint)) throw new Error('the endpoint is not https')
}

async function ask(
  fetcher: Fetcher,
  access: EngineAccess,
  sql: string,
  signal: AbortSignal,
): Promise<string> {
  const request = new Request(`${access.endpoint}/accounts/${access.accountId}/analytics_engine/sql`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${access.apiToken}`, 'Content-Type': 'text/plain' },
    body: sql,
    // The token goes nowhere else.
    redirect: 'manual',
    signal,
  })
  const response = await fetcher(request)
  // Before anything is cut out of it: half a token would no longer be found.
  const text = withoutToken(await readText(response), access)
  if (response.status === 200) return text
  throw new Error(`status ${response.status}: ${text.slice(0, EXCERPT_LENGTH_MAX)}`)
}

function withoutToken(text: string, { apiToken }: EngineAccess): string {
  return text.replaceAll(apiToken, '[token]')
}

function parseAnswer(text: string) {
  try {
    return answerSchema.parse(JSON.parse(text)).data
  } catch {
    throw new Error(`not an answer of its JSON format: ${text.slice(0, EXCERPT_LENGTH_MAX)}`)
  }
}

async function readText(response: Response): Promise<string> {
  const bytes = await readBody(response, ANSWER_BYTES_MAX)
  if (bytes === null) throw new Error(`an answer of more than ${ANSWER_BYTES_MAX} bytes`)
  return new TextDecoder().decode(bytes)
}

/** The signal ends a request; the race ends the wait even for one that does not listen to it. */
async function withinDeadline<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController()
  const { promise: tooLate, reject } = Promise.withResolvers<never>()
  const timer = setTimeout(() => {
    reject(new Error(`no answer within ${DEADLINE_MS} ms`))
    controller.abort()
  }, DEADLINE_MS)
  try {
    return await Promise.race([work(controller.signal), tooLate])
  } finally {
    clearTimeout(timer)
  }
}
