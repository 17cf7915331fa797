// A gateway and the registries it stands before, in one isolate: no network, and whoever is not in the list is not there.
import { createExecutionContext, waitOnExecutionContext } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { vi } from 'vitest'
import type { Message } from '../../src/analytics/message.ts'
import { createApp } from '../../src/app.ts'
import { edgeOf } from '../../src/edge.ts'
import { ownOrigin } from '../origin.ts'
import { networkOf } from '../registry/network.ts'
import { type Registry, createRegistry } from '../registry/registry.ts'
import type { SwitchesPatch } from '../registry/switches.ts'

export type World = {
  /** Its own host, and so its own part of the data centre's cache. */
  origin: string
  /** Sends a request to the gateway and waits for what it does afterwards, too. */
  ask: (path: string, init?: RequestInit) => Promise<Response>
  registries: Record<string, Registry>
  /** Requests that reached the upstreams and their CDNs since the last call, as `<upstream> <kind> <status>`. */
  seen: () => string[]
  /** Messages that were sent to the queue since the last call. */
  sent: () => Message[]
  /** Points that were written to Analytics Engine since the last call. */
  points: () => AnalyticsEngineDataPoint[]
  /** Runs the cron of this pattern once; it reads and writes D1, which `emptyLedger` makes. */
  cron: (pattern: '* * * * *' | '*/5 * * * *') => Promise<void>
  /** A fresh isolate: same KV, no memory. */
  restart: () => void
  /** Goes on using this isolate's memory beside those that come after it. */
  keepIsolate: () => World['ask']
}

type WorldOptions = {
  upstreams: Record<string, SwitchesPatch>
  /** Merged into each upstream of the routes document. */
  upstream?: object
  routes?: object
  /** In the place of the Worker's own variables and bindings. */
  vars?: Record<string, unknown>
}

/** Registry `name` is `https://<name>.example.com`, its content hosts `https://cdn.<name>.example.net`. */
export async function createWorld({
  upstreams,
  upstream = {},
  routes = {},
  vars = {},
}: WorldOptions): Promise<World> {
  const registries: Record<string, Registry> = {}
  for (const [name, switches] of Object.entries(upstreams)) {
    const cdnOrigin = `https://cdn.${name}.example.net`
    registries[name] = await createRegistry({ origin: `https://${name}.example.com`, cdnOrigin, switches })
  }
  vi.spyOn(globalThis, 'fetch').mockImplementation(networkOf(...Object.values(registries)))
  await empty(env.CONFIG)
  await empty(env.MANIFESTS)
  await env.CONFIG.put('routes', JSON.stringify({ ...documentOf(registries, upstream), ...routes }))
  let app = createApp()
  const origin = ownOrigin('downloads')
  const sent: Message[] = []
  const points: AnalyticsEngineDataPoint[] = []
  const bindings: Env = Object.assign({}, env, {
    EVENTS: queueInto(sent),
    ANALYTICS: { writeDataPoint: (point: AnalyticsEngineDataPoint) => points.push(point) },
    CONFIG_TTL_SECONDS: 0,
    TAG_TTL_SECONDS: 0,
    UPSTREAM_TIMEOUT_MS: 300,
    ...vars,
  })
  const askOf =
    (isolate: () => typeof app): World['ask'] =>
    async (path, init = {}) => {
      const context = createExecutionContext()
      const response = await isolate().fetch(
        new Request(path.startsWith('/') ? origin + path : path, init),
        bindings,
        context,
      )
      await waitOnExecutionContext(context)
      return response
    }
  return {
    origin,
    ask: askOf(() => app),
    keepIsolate: () => {
      const kept = app
      return askOf(() => kept)
    },
    registries,
    seen: () => Object.entries(registries).flatMap(([name, registry]) => takeRequests(name, registry)),
    sent: () => sent.splice(0),
    points: () => points.splice(0),
    cron: async (pattern) => {
      const context = createExecutionContext()
      await app.scheduled(pattern, edgeOf(bindings, context))
      await waitOnExecutionContext(context)
    },
    restart: () => {
      app = createApp()
    },
  }
}

function queueInto(sent: Message[]) {
  return {
    send: (body: Message | Message[]) => Promise.resolve(sent.push(...[body].flat())),
  }
}

function documentOf(registries: Record<string, Registry>, upstream: object) {
  const upstreams = Object.entries(registries).map(
    ([name, { origin }]) => [name, { registry: origin, namespace: 'jetstack', ...upstream }] as const,
  )
  return {
    upstreams: Object.fromEntries(upstreams),
    repositories: { 'cert-manager-*': {}, 'charts/*': {} },
    aliases: { 'jetstack/*': '*' },
  }
}

async function empty(namespace: KVNamespace): Promise<void> {
  const { keys } = await namespace.list()
  await Promise.all(keys.map(({ name }) => namespace.delete(name)))
}

function takeRequests(name: string, registry: Registry): string[] {
  const { requests } = registry.requests()
  registry.resetRequests()
  return requests.map(({ kind, status }) => `${name} ${kind} ${status}`)
}

/** The code of an OCI error answer. */
export async function errorOf(response: Response): Promise<{ code: string; message: string }> {
  const { errors } = await response.json<{ errors: [{ code: string; message: string }] }>()
  return errors[0]
}
