// What is mounted where, and the one place where an error becomes an answer.
import { Hono } from 'hono'
import { consume, park } from './analytics/consumer.ts'
import { createCounter } from './analytics/counter.ts'
import { runLedgerCron } from './analytics/cron.ts'
import { createLedger } from './analytics/ledger.ts'
import { type Edge, edgeOf } from './edge.ts'
import { createMemory } from './gateway/call.ts'
import { readImagePlatform } from './gateway/image-platform.ts'
import { answerRegistry } from './gateway/registry.ts'
import { logFailure } from './log.ts'
import { RegistryError, errorAnswer } from './oci/error.ts'
import { isDigest, isRepository } from './oci/name.ts'
import { createConfigStore } from './routing/config.ts'
import { findRoute } from './routing/routes.ts'
import type { Served } from './served.ts'
import { answerHealth, answerStatus } from './site/status.ts'

type Hosted = { Bindings: Env; Variables: { served?: Served } }

/** The whole Worker, with memory of its own: an isolate makes one, a test as many as it likes. */
export function createApp() {
  const config = createConfigStore()
  const memory = createMemory()
  const ledger = createLedger(readPlatform)
  const counter = createCounter(ledger)
  const app = new Hono<Hosted>()

  async function readPlatform(edge: Edge, artifact: string, digest: string): Promise<string> {
    const { config: inForce } = await config.current(edge)
    if (inForce === null || !isRepository(artifact) || !isDigest(digest)) return ''
    const route = findRoute(inForce.routes, artifact, inForce.active)
    return route === null ? '' : readImagePlatform(edge, memory.tokens, route.targets[0], digest)
  }

  app.use('/v2/*', async (c, next) => {
    await next()
    const answered = answeredOf(c.req.raw, c.res, c.error)
    counter.count(edgeOf(c.env, c.executionCtx), c.req.raw, answered, c.get('served') ?? null)
  })
  app.all('/v2/*', (c) => {
    const edge = edgeOf(c.env, c.executionCtx)
    const tell = (served: Served) => c.set('served', served)
    return answerRegistry(
      { edge, memory, request: c.req.raw, url: new URL(c.req.url), tell },
      config.current(edge),
    )
  })
  app.get('/healthz', async (c) => answerHealth(await config.current(edgeOf(c.env, c.executionCtx))))
  app.get('/api/v1/status', async (c) => answerStatus(await config.current(edgeOf(c.env, c.executionCtx))))

  app.notFound((c) => c.json({ error: 'there is nothing at this address' }, 404))
  app.onError((error, c) => {
    if (error instanceof RegistryError) {
      const served = c.get('served')
      const { code, status } = error
      if (served !== undefined && status >= 500)
        logFailure(error.message, { code, status, artifact: served.artifact })
      return errorAnswer(error)
    }
    logFailure('a request failed inside the gateway', { reason: String(error), stack: error.stack ?? '' })
    return errorAnswer(new RegistryError('UNKNOWN'))
  })

  return {
    fetch: app.fetch,
    /** `events` into the ledger, `events-dead` into the table of what could not be. */
    queue: async (batch: MessageBatch, edge: Edge) =>
      batch.queue === 'events' ? consume(edge, ledger, batch) : park(edge, ledger, batch, Date.now()),
    /** Every minute a broken document is noticed, and a good one kept; every five the numbers are made. */
    scheduled: async (cron: string, edge: Edge) => {
      await config.current(edge)
      if (cron !== '* * * * *') await runLedgerCron(edge, Date.now())
    },
  }
}

function answeredOf(request: Request, response: Response, error: Error | undefined) {
  const errorCode = error instanceof RegistryError ? error.code : null
  return { method: request.method, range: request.headers.get('Range'), status: response.status, errorCode }
}
