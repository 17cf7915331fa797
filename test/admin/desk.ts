// The operator's side of a gateway: requests to its admin API, and what they leave behind.
import { env } from 'cloudflare:workers'
import { vi } from 'vitest'
import { overriding } from '../analytics/fault.ts'
import { edge, emptyLedger, ledger } from '../analytics/store.ts'
import { TAG } from '../gateway/scene.ts'
import { type World, createWorld } from '../gateway/world.ts'

export const TOKEN = 'correct-horse-battery-staple'
export const BEARER = { Authorization: `Bearer ${TOKEN}` }

type Options = {
  vars?: Record<string, unknown>
  upstreams?: Parameters<typeof createWorld>[0]['upstreams']
  routes?: object
}

/** Two upstreams, an empty ledger, and a limit that no test but its own comes to. */
export async function createDesk({ vars = {}, upstreams, routes = {} }: Options = {}): Promise<World> {
  await emptyLedger()
  return createWorld({
    upstreams: upstreams ?? { quay: {}, ghcr: {} },
    routes,
    vars: { ADMIN_TOKEN: TOKEN, ADMIN_CHANGES: GENEROUS, ADMIN_REFUSED: GENEROUS, ...vars },
  })
}

/** The same, with a ledger that knows what is pulled. */
export async function createPulled(options: Options = {}): Promise<World> {
  const made = await createDesk(options)
  await made.ask(TAG)
  await ledger.write(edge, made.sent())
  made.seen()
  return made
}

export const GENEROUS = { limit: () => Promise.resolve({ success: true }) }

type Sent = { body?: unknown; headers?: Record<string, string> }

/** With the token, and JSON if there is a body; a string is sent as it is. */
export function send(
  world: World,
  method: string,
  path: string,
  { body, headers = {} }: Sent = {},
): Promise<Response> {
  const text = body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }
  const type = body === undefined ? {} : { 'Content-Type': 'application/json' }
  return world.ask(`/admin/v1/${path}`, { method, headers: { ...BEARER, ...type, ...headers }, ...text })
}

/** Some part of an answer's or a row's JSON. */
export type Json = Record<string, unknown>

export type AuditRow = Record<
  'actor' | 'action' | 'subject' | 'before' | 'after' | 'reason' | 'detail',
  string
> & {
  id: number
  at: string
  outcome: string
}

/** The latest first. */
export async function auditOf(world: World): Promise<AuditRow[]> {
  const response = await send(world, 'GET', 'audit')
  return (await response.json<{ audit: AuditRow[] }>()).audit
}

export async function routesOf(world: World): Promise<{ text: string; etag: string }> {
  const response = await send(world, 'GET', 'routes')
  return { text: await response.text(), etag: response.headers.get('ETag') ?? '' }
}

/** The document in force, changed. */
export async function documentWith(change: object): Promise<string> {
  const document: unknown = JSON.parse((await env.CONFIG.get('routes')) ?? '{}')
  return JSON.stringify(Object.assign({}, document, change))
}

/** All that was logged, as one text; the console stays quiet. */
export function watchLogs(): () => string {
  const spies = [
    vi.spyOn(console, 'error').mockReturnValue(),
    vi.spyOn(console, 'log').mockReturnValue(),
    vi.spyOn(console, 'warn').mockReturnValue(),
  ]
  return () => JSON.stringify(spies.flatMap((spy) => spy.mock.calls))
}

/** CONFIG with faults: `shown` is what it goes on showing of `routes`, `get` and `put` come before what they are named after. */
export function faultyConfig() {
  const fault: { shown: string | null; get: () => Promise<unknown>; put: () => Promise<unknown> } = {
    shown: null,
    get: () => Promise.resolve(),
    put: () => Promise.resolve(),
  }
  const CONFIG = overriding(env.CONFIG, {
    get: async (key: string | string[], options?: KVNamespaceGetOptions<'text'>) => {
      if (typeof key !== 'string') return env.CONFIG.get(key)
      await fault.get()
      return key === 'routes' && fault.shown !== null ? fault.shown : env.CONFIG.get(key, options)
    },
    put: async (key: string, value: string) => {
      // The last good document is kept by the way, by whoever reads it.
      if (!key.endsWith(':last-good')) await fault.put()
      await env.CONFIG.put(key, value)
    },
  })
  return { fault, CONFIG }
}
