// Downloads and how they are counted: the two meet here and nowhere else, as they do in mount-registry.ts for the registry.
import type { Context } from 'hono'
import type { Counter } from './analytics/counter.ts'
import type { DownloadMemory } from './downloads/call.ts'
import { answerDownload } from './downloads/download.ts'
import { answerPixel } from './downloads/pixel.ts'
import { type Edge, edgeOfRequest } from './edge.ts'
import { Hono } from './hono.ts'
import { logFailure } from './log.ts'
import type { ConfigStore } from './routing/config.ts'
import { isReserved } from './routing/reserved.ts'
import type { Served } from './served.ts'

type Hosted = { Bindings: Env }

type DownloadParts = { config: ConfigStore; memory: DownloadMemory; counter: Counter }

/** Whatever has a route of its own is none of the routes document's, so this comes after all others. */
export function createDownloads(parts: DownloadParts): Hono<Hosted> {
  const app = new Hono<Hosted>()
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
  return app
}

function answeredOf(request: Request, { status }: Response) {
  return { method: request.method, range: () => request.headers.get('Range'), status, errorCode: null }
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
