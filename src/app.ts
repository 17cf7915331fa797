// What is mounted where.
import type { ExecutionContext } from 'hono'
import { createAdmin } from './admin/admin.ts'
import { addressOf } from './address.ts'
import { consume, park } from './analytics/consumer.ts'
import { createCounter } from './analytics/counter.ts'
import { runLedgerCron } from './analytics/cron.ts'
import { createLedger } from './analytics/ledger.ts'
import { createDownloadMemory } from './downloads/call.ts'
import { type Edge, edgeOfRequest } from './edge.ts'
import { type Memory, createMemory } from './gateway/call.ts'
import { findOrMakeSecret } from './gateway/handshake/seal-key.ts'
import { answerToken } from './gateway/handshake/token.ts'
import { readImagePlatform } from './gateway/image-platform.ts'
import { Hono } from './hono.ts'
import { logFailure } from './log.ts'
import { createDownloads } from './mount-downloads.ts'
import { answerError, createRegistry } from './mount-registry.ts'
import { countSaved } from './monitor/incident.ts'
import { watchUpstreams } from './monitor/watch-upstreams.ts'
import { isDigest, isRepository } from './oci/name.ts'
import { type ConfigStore, createConfigStore } from './routing/config.ts'
import { findRoute } from './routing/routes.ts'
import { createSite } from './site/site.ts'

/** As in wrangler.toml; the other one there is every five minutes. */
const EVERY_MINUTE = '* * * * *'

type Hosted = { Bindings: Env }

/** The whole Worker, with memory of its own: an isolate makes one, a test as many as it likes. */
export function createApp() {
  const config = createConfigStore()
  const memory = createMemory()
  const ledger = createLedger(platformReader(config, memory))
  const counter = createCounter(ledger)
  const registry = createRegistry({ config, memory, counter })
  const app = new Hono<Hosted>()

  app.all('/token', async (c) => {
    const edge = edgeOfRequest(c.env, c.executionCtx, addressOf(c.req.raw).origin)
    return answerToken({ edge, memory, request: c.req.raw }, await config.current(edge))
  })

  app.route('/', createSite(config.current))

  app.route('/', createAdmin({ config, memory }))

  app.route('/', createDownloads({ config, memory: createDownloadMemory(memory), counter }))
  app.notFound((c) => c.json({ error: 'there is nothing at this address' }, 404))
  app.onError((error) => answerError(error, null))

  return {
    fetch: (request: Request, env: Env, context: ExecutionContext): Response | Promise<Response> => {
      const address = addressOf(request)
      return registry.has(address)
        ? registry.answer(request, address, env, context)
        : app.fetch(request, env, context)
    },
    /** Events into the ledger; dead letters, whose queue's name ends in `-dead`, into the table of what could not be. */
    queue: async (batch: MessageBatch, edge: Edge) =>
      batch.queue.endsWith('-dead') ? park(edge, ledger, batch, Date.now()) : consume(edge, ledger, batch),
    scheduled: async (cron: string, edge: Edge) =>
      cron === EVERY_MINUTE ? everyMinute(edge, config, memory) : everyFiveMinutes(edge),
  }
}

/** The upstreams are looked after, and token mode's key is there before the first client is. */
async function everyMinute(edge: Edge, config: ConfigStore, memory: Memory): Promise<void> {
  const { config: inForce } = await config.current(edge)
  if (inForce === null) return
  if (inForce.routes.auth === 'token' && edge.settings.tokenSecret === null)
    await findOrMakeSecret(edge, null).catch((error: unknown) =>
      logFailure('the key of token mode cannot be had', { reason: String(error) }),
    )
  await watchUpstreams(edge, memory, inForce, Date.now())
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
