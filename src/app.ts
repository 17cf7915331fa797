// What is mounted where, and the one place where an error becomes an answer.
import { Hono } from 'hono'
import { type Edge, edgeOf } from './edge.ts'
import { createMemory } from './gateway/call.ts'
import { answerRegistry } from './gateway/registry.ts'
import { logFailure } from './log.ts'
import { RegistryError, errorAnswer } from './oci/error.ts'
import { createConfigStore } from './routing/config.ts'
import { answerHealth, answerStatus } from './site/status.ts'

/** The whole Worker, with memory of its own: an isolate makes one, a test as many as it likes. */
export function createApp() {
  const config = createConfigStore()
  const memory = createMemory()
  const app = new Hono<{ Bindings: Env }>()

  app.all('/v2/*', (c) => {
    const edge = edgeOf(c.env, c.executionCtx)
    const call = { edge, memory, request: c.req.raw, url: new URL(c.req.url) }
    return answerRegistry(call, config.current(edge))
  })
  app.get('/healthz', async (c) => answerHealth(await config.current(edgeOf(c.env, c.executionCtx))))
  app.get('/api/v1/status', async (c) => answerStatus(await config.current(edgeOf(c.env, c.executionCtx))))

  app.notFound((c) => c.json({ error: 'there is nothing at this address' }, 404))
  app.onError((error) => {
    if (error instanceof RegistryError) return errorAnswer(error)
    logFailure('a request failed inside the gateway', { reason: String(error), stack: error.stack ?? '' })
    return errorAnswer(new RegistryError('UNKNOWN'))
  })

  return {
    fetch: app.fetch,
    /** Every minute: a broken document is noticed, and a good one kept, without anybody pulling. */
    scheduled: async (edge: Edge) => {
      await config.current(edge)
    },
  }
}
