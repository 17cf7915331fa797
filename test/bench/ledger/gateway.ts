// The gateway before the stand-in registry, all in this isolate, with a queue that counts.
import { createApp } from '../../../src/app.ts'
import { overriding } from '../../analytics/fault.ts'
import type { Description } from '../../registry/content/description.ts'
import { networkOf } from '../../registry/network.ts'
import { createRegistry } from '../../registry/registry.ts'

const ORIGIN = 'https://downloads.example.org'
const UPSTREAM = 'https://quay.example.com'

export type Gateway = {
  content: Description
  /** Answers a request and does what comes after it; throws unless the answer has that status. */
  ask: (method: string, path: string, status: number) => Promise<void>
  /** A fresh isolate: same configuration, no memory. */
  restart: () => void
  /** Messages sent to the queue since the last call. */
  takeMessages: () => number
}

export async function createGateway(env: Env, context: ExecutionContext): Promise<Gateway> {
  const registry = await createRegistry({ origin: UPSTREAM, cdnOrigin: 'https://cdn.quay.example.net' })
  globalThis.fetch = networkOf(registry)
  const document = {
    upstreams: { quay: { registry: UPSTREAM, namespace: 'jetstack', blobs: 'direct' } },
    repositories: { 'cert-manager-*': {} },
  }
  await env.CONFIG.put('routes', JSON.stringify(document))
  let app = createApp()
  let messages = 0
  const bindings: Env = Object.assign({}, env, {
    EVENTS: { send: () => Promise.resolve(messages++) },
    ANALYTICS: { writeDataPoint: () => undefined },
  })
  return {
    content: registry.content,
    ask: async (method, path, status) => {
      const afterwards: Promise<unknown>[] = []
      const response = await app.fetch(
        new Request(`${ORIGIN}${path}`, { method, headers: { 'CF-Connecting-IP': '203.0.113.7' } }),
        bindings,
        overriding(context, { waitUntil: (work: Promise<unknown>) => afterwards.push(work) }),
      )
      await Promise.all(afterwards)
      if (response.status !== status) throw new Error(`${method} ${path} answers ${response.status}`)
    },
    restart: () => {
      app = createApp()
    },
    takeMessages: () => {
      const taken = messages
      messages = 0
      return taken
    },
  }
}
