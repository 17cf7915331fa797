// Servers on this machine that answer as a test wants, and the stand-in registry behind one of them.
import { once } from 'node:events'
import { type IncomingMessage, type Server, type ServerResponse, createServer } from 'node:http'
import { createServer as createSecureServer } from 'node:https'
import type { Server as NetServer } from 'node:net'
import { startRegistry } from '../registry/run.ts'
import type { SwitchesPatch } from '../registry/switches.ts'

export type Web = { port: number; url: string; stop: () => Promise<void> }

export type Answering = (request: Request) => Response | Promise<Response>

/** With a certificate it is https. */
export async function serveWeb(answer: Answering, secret?: { key: string; cert: string }): Promise<Web> {
  const scheme = secret === undefined ? 'http' : 'https'
  const onRequest = (asked: IncomingMessage, response: ServerResponse) => {
    const url = `${scheme}://${asked.headers.host ?? ''}${asked.url ?? ''}`
    void bodyOf(asked)
      .then(async (body) => {
        const headers = Object.entries(asked.headers).map(([name, value]): [string, string] => [
          name,
          [value].flat().join(', '),
        ])
        const method = asked.method ?? 'GET'
        const answered = await answer(new Request(url, { method, headers, body: body === '' ? null : body }))
        response.writeHead(answered.status, Object.fromEntries(answered.headers))
        response.end(new Uint8Array(await answered.arrayBuffer()))
      })
      .catch(() => response.destroy())
  }
  const server: Server =
    secret === undefined ? createServer(onRequest) : createSecureServer(secret, onRequest)
  return listening(server, scheme)
}

type Closing = NetServer & { closeAllConnections?: () => void }

export async function listening(server: Closing, scheme = 'http'): Promise<Web> {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('it listens nowhere')
  const stop = async () => {
    server.closeAllConnections?.()
    server.close()
    await Promise.resolve()
  }
  return { port: address.port, url: `${scheme}://127.0.0.1:${address.port}`, stop }
}

async function bodyOf(asked: IncomingMessage): Promise<string> {
  const decoder = new TextDecoder()
  let text = ''
  const body: AsyncIterable<Uint8Array> = asked
  for await (const chunk of body) text += decoder.decode(chunk, { stream: true })
  return text
}

export type Standing = {
  url: string
  /** Answers in the registry's place where it gives one. */
  instead: { answer: (request: Request) => Response | null | Promise<Response | null> }
  setSwitches: (patch: SwitchesPatch) => Promise<unknown>
  /** What was asked of the registry and answered since the last call, as `<status> <path>`. */
  seen: () => string[]
  stop: () => Promise<void>
}

/** The stand-in registry behind a server that can answer in its place; its content host is asked directly. */
export async function serveStandIn(namespace: string, switches: SwitchesPatch = {}): Promise<Standing> {
  const registry = await startRegistry({ port: 0, namespace, switches })
  const instead: Standing['instead'] = { answer: () => null }
  const log: string[] = []
  const front = await serveWeb(async (request) => {
    const { pathname, search } = new URL(request.url)
    const headers = new Headers(request.headers)
    for (const name of ['host', 'connection']) headers.delete(name)
    const answer =
      (await instead.answer(request)) ??
      (await fetch(`${registry.url}${pathname}${search}`, {
        method: request.method,
        headers,
        redirect: 'manual',
      }))
    log.push(`${answer.status} ${pathname}`)
    return answer
  })
  const stop = async () => {
    await front.stop()
    await registry.stop()
  }
  return { url: front.url, instead, setSwitches: registry.setSwitches, seen: () => log.splice(0), stop }
}
