// What is mounted where, and the one place where an error becomes an answer.
import { type Context, Hono } from 'hono'
import { consume, park } from './analytics/consumer.ts'
import { readContentHosts } from './analytics/content-host.ts'
import { type Counter, createCounter } from './analytics/counter.ts'
import { runLedgerCron } from './analytics/cron.ts'
import { createLedger } from './analytics/ledger.ts'
import { type DownloadMemory, createDownloadMemory } from './downloads/call.ts'
import { answerDownload } from './downloads/download.ts'
import { answerPixel } from './downloads/pixel.ts'
import { type Edge, edgeOf, edgeOfRequest } from './edge.ts'
import { type Memory, createMemory } from './gateway/call.ts'
import { readImagePlatform } from './gateway/image-platform.ts'
import { answerRegistry } from './gateway/registry.ts'
import { logFailure } from './log.ts'
import { countSaved, readIncidents } from './monitor/incident.ts'
import { watchUpstreams } from './monitor/watch-upstreams.ts'
import { RegistryError, errorAnswer } from './oci/error.ts'
import { isDigest, isRepository } from './oci/name.ts'
import { type ConfigStore, createConfigStore } from './routing/config.ts'
import { isReserved } from './routing/reserved.ts'
import { findRoute } from './routing/routes.ts'
import type { Served } from './served.ts'
import { answerHealth, answerHosts, answerIncidents, answerStatus } from './site/status.ts'

/** As in wrangler.toml; the other one there is every five minutes. */
const EVERY_MINUTE = '* * * * *'

type Hosted = { Bindings: Env; Variables: { served?: Served } }

/** The whole Worker, with memory of its own: an isolate makes one, a test as many as it likes. */
export function createApp() {
  const config = createConfigStore()
  const memory = createMemory()
  const ledger = createLedger(platformReader(config, memory))
  const counter = createCounter(ledger)
  const app = new Hono<Hosted>()

  app.use('/v2/*', async (c, next) => {
    await next()
    const answered = answeredOf(c.req.raw, c.res, c.error)
    counter.count(edgeOf(c.env, c.executionCtx), c.req.raw, answered, c.get('served') ?? null)
  })
  app.all('/v2/*', (c) => {
    const url = new URL(c.req.url)
    const edge = edgeOfRequest(c.env, c.executionCtx, url.origin)
    const tell = (served: Served) => c.set('served', served)
    return answerRegistry({ edge, memory, request: c.req.raw, url, tell }, config.current(edge))
  })

  app.get('/healthz', async (c) => answerHealth(await config.current(edgeOf(c.env, c.executionCtx))))
  app.get('/api/v1/status', async (c) => answerStatus(await config.current(edgeOf(c.env, c.executionCtx))))
  app.get('/api/v1/incidents', async (c) => answerIncidents(await readIncidents(c.env.DB)))
  app.get('/api/v1/hosts', async (c) => {
    const state = await config.current(edgeOf(c.env, c.executionCtx))
    return answerHosts(new URL(c.req.url).host, state, await readContentHosts(c.env.DB, Date.now()))
  })

  // The last of all: whatever has a route above is none of the routes document's.
  mountDownloads(app, { config, memory: createDownloadMemory(memory), counter })
  app.notFound((c) => c.json({ error: 'there is nothing at this address' }, 404))
  app.onError((error, c) => answerError(error, c.get('served')))

  return {
    fetch: app.fetch,
    /** `events` into the ledger, `events-dead` into the table of what could not be. */
    queue: async (batch: MessageBatch, edge: Edge) =>
      batch.queue === 'events' ? consume(edge, ledger, batch) : park(edge, ledger, batch, Date.now()),
    scheduled: async (cron: string, edge: Edge) =>
      cron === EVERY_MINUTE ? everyMinute(edge, config, memory) : everyFiveMinutes(edge),
  }
}

type DownloadParts = { config: ConfigStore; memory: DownloadMemory; counter: Counter }

function mountDownloads(app: Hono<Hosted>, parts: DownloadParts): void {
  app.all('/pixel/*', async (c) => {
    const call = await downloadCall(c, parts)
    if (call === null) return notConfigured()
    const { edge, request } = call
    const { response, view } = answerPixel(call, Date.now())
    if (typeof view === 'string') parts.counter.drop(edge, view)
    else if (view !== null)
      countLater(edge, view, (served) =>
        parts.counter.count(edge, request, answeredOf(request, response), served),
      )
    return response
  })
  app.all('*', async (c, next) => {
    if (isReserved(new URL(c.req.url).pathname)) return next()
    const call = await downloadCall(c, parts)
    if (call === null) return notConfigured()
    const { edge, request } = call
    const downloaded = await answerDownload(call)
    if (downloaded === null) return next()
    const { response, served } = downloaded
    const all = Promise.resolve(served).then((one) => (one === null ? [] : [one]))
    countLater(edge, all, (one) => parts.counter.count(edge, request, answeredOf(request, response), one))
    return response
  })
}

async function downloadCall(c: Context<Hosted>, { config, memory }: DownloadParts) {
  const url = new URL(c.req.url)
  const edge = edgeOfRequest(c.env, c.executionCtx, url.origin)
  const { config: inForce } = await config.current(edge)
  return inForce === null ? null : { edge, memory, request: c.req.raw, url, config: inForce }
}

function notConfigured(): Response {
  return new Response('there is no valid configuration yet; see /healthz\n', { status: 503 })
}

/** Counts what was served when that is known; what goes wrong there is nobody's failure but the numbers'. */
function countLater(edge: Edge, served: Promise<Served[]>, count: (served: Served) => void): void {
  const counted = served.then((all) => all.forEach(count))
  edge.waitUntil(
    counted.catch((error: unknown) =>
      logFailure('a download could not be counted', { reason: String(error) }),
    ),
  )
}

/** The upstreams are looked after. */
async function everyMinute(edge: Edge, config: ConfigStore, memory: Memory): Promise<void> {
  const { config: inForce } = await config.current(edge)
  if (inForce !== null) await watchUpstreams(edge, memory, inForce, Date.now())
}

/** The numbers are made. */
async function everyFiveMinutes(edge: Edge): Promise<void> {
  await runLedgerCron(edge, Date.now())
  await countSaved(edge.env.DB, Date.now())
}

/** How the ledger learns the platform of an image that no index lists. */
function platformReader(config: ConfigStore, memory: Memory) {
  return async (edge: Edge, artifact: string, digest: string): Promise<string> => {
    const { config: inForce } = await config.current(edge)
    if (inForce === null || !isRepository(artifact) || !isDigest(digest)) return ''
    const route = findRoute(inForce.routes, artifact, inForce)
    return route === null ? '' : readImagePlatform(edge, memory.tokens, route, digest)
  }
}

function answeredOf(request: Request, response: Response, error?: Error) {
  const errorCode = error instanceof RegistryError ? error.code : null
  return { method: request.method, range: request.headers.get('Range'), status: response.status, errorCode }
}

function answerError(error: Error, served: Served | undefined): Response {
  if (error instanceof RegistryError) {
    const { code, status, message } = error
    if (served !== undefined && status >= 500)
      logFailure(message, { code, status, artifact: served.artifact })
    return errorAnswer(error)
  }
  logFailure('a request failed inside the gateway', { reason: String(error), stack: error.stack ?? '' })
  return errorAnswer(new RegistryError('UNKNOWN'))
}
