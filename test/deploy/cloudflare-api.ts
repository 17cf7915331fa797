// A stand-in for the part of Cloudflare's API that wrangler uses for a deploy, on loopback, with real SQLite behind D1.
import { once } from 'node:events'
import { type IncomingMessage, type Server, type ServerResponse, createServer } from 'node:http'
import { type Failure, type State, isFailure, isRaw } from './api-route.ts'
import { storageRoutes } from './api-storage.ts'
import { accountRoutes, workerRoutes } from './api-worker.ts'

const ACCOUNT = 'a'.repeat(32)

export type Asked = { method: string; path: string }

export type CloudflareApi = State & {
  url: string
  /** Everything that was written, in order: the changes of the account. */
  changes: () => string[]
  /** What a request is refused with, until told otherwise. */
  refuse: (method: string, path: RegExp, failure: Failure) => void
  /** The connection breaks at such a request, once. */
  breakAt: (method: string, path: RegExp) => void
  close: () => Promise<void>
}

export async function startCloudflareApi(): Promise<CloudflareApi> {
  const state = emptyAccount()
  let refused: [string, RegExp, Failure][] = []
  let broken: [string, RegExp][] = []
  const changes: string[] = []
  const routes = [...accountRoutes(state), ...storageRoutes(state), ...workerRoutes(state)]

  function respond(request: IncomingMessage, response: ServerResponse, body: string): void {
    const { pathname, searchParams } = new URL(request.url ?? '', 'http://api')
    const method = request.method ?? 'GET'
    const isFor = ([verb, path]: readonly [string, RegExp, Failure?]) =>
      verb === method && path.test(pathname)
    const at = broken.findIndex(isFor)
    if (at >= 0) {
      broken = broken.toSpliced(at, 1)
      request.socket.destroy()
      return
    }
    const path = pathname.replace(`/accounts/${ACCOUNT}`, '/_')
    const change = changeOf(method, path, body)
    const refusal = refused.find(isFor)?.[2]
    if (refusal === undefined && change !== null) changes.push(change)
    const [, pattern, handler] = routes.find(([verb, one]) => verb === method && one.test(path)) ?? []
    try {
      if (refusal !== undefined) fail(response, refusal)
      else if (handler === undefined)
        fail(response, { code: 7003, message: `no such route: ${method} ${path}`, status: 404 })
      // Clients ask for page after page until there is an empty one.
      else if (method === 'GET' && Number(searchParams.get('page') ?? 1) > 1) answer(response, [])
      else answer(response, handler([...(pattern?.exec(path) ?? [])], body, searchParams))
    } catch (error) {
      fail(response, isFailure(error) ? error : { code: 7500, message: String(error), status: 400 })
    }
  }

  const server = createServer((request, response) => {
    void readBody(request).then((body) => respond(request, response, body))
  })
  const url = await listen(server)
  return {
    ...state,
    url,
    changes: () => changes.splice(0),
    refuse: (method, path, failure) => {
      refused = [...refused, [method, path, failure]]
    },
    breakAt: (method, path) => {
      broken = [...broken, [method, path]]
    },
    close: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

function emptyAccount(): State {
  return {
    namespaces: new Map<string, string>(),
    databases: new Map(),
    queues: [] as string[],
    values: new Map<string, string>(),
    uploads: [] as string[],
    secrets: [] as string[],
    crons: [] as unknown[],
    accounts: [{ id: ACCOUNT, name: 'Our project' }],
  }
}

async function listen(server: Server): Promise<string> {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('it does not listen')
  return `http://127.0.0.1:${address.port}`
}

/** null for what only reads. */
function changeOf(method: string, path: string, body: string): string | null {
  if (path.endsWith('/query')) return body.includes('"SELECT ') ? null : 'SQL'
  return method === 'GET' ? null : `${method} ${path.replace('/_', '')}`
}

function answer(response: ServerResponse, result: unknown): void {
  if (isRaw(result)) {
    response.end(result.raw)
    return
  }
  response.setHeader('Content-Type', 'application/json')
  response.end(JSON.stringify({ success: true, errors: [], messages: [], result: result ?? null }))
}

function fail(response: ServerResponse, { code, message, status }: Failure): void {
  response.writeHead(status, { 'Content-Type': 'application/json' })
  response.end(JSON.stringify({ success: false, errors: [{ code, message }], messages: [], result: null }))
}

async function readBody(request: IncomingMessage): Promise<string> {
  let body = ''
  request.setEncoding('utf8')
  for await (const part of request) body += String(part)
  return body
}
