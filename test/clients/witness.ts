// Stands between the clients and the gateway and writes down what each request was answered.
import { once } from 'node:events'
import { type IncomingMessage, type ServerResponse, createServer, request as ask } from 'node:http'
import { pipeline } from 'node:stream'
import { findPort } from '../registry/port.ts'

export type Seen = {
  method: string
  path: string
  userAgent: string
  /** The gateway's answer; 0 while there is none. */
  status: number
}

/** Of any kind: a refusal, a redirect, or none at all. */
export function isFailedManifest(seen: Seen): boolean {
  return isManifest(seen) && seen.status !== 200
}

export function isManifest({ path }: Seen): boolean {
  return path.includes('/manifests/')
}

export type Witness = {
  port: number
  /** Since this was last asked, in the order in which they came. */
  take: () => Seen[]
  stop: () => Promise<void>
}

export async function startWitness(gatewayPort: number): Promise<Witness> {
  const all: Seen[] = []
  const server = createServer((incoming, outgoing) => {
    const { method = '', url: path = '', headers } = incoming
    const seen = { method, path, userAgent: headers['user-agent'] ?? '', status: 0 }
    all.push(seen)
    passOn(incoming, outgoing, { port: gatewayPort, seen })
  })
  const port = await findPort()
  server.listen(port, '127.0.0.1')
  await once(server, 'listening')
  return {
    port,
    take: () => all.splice(0),
    stop: async () => {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

function passOn(
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  { port, seen }: { port: number; seen: Seen },
): void {
  const { method, path } = seen
  const headers = incoming.rawHeaders
  const onward = ask({ port, host: '127.0.0.1', method, path, headers }, (answer) => {
    seen.status = answer.statusCode ?? 0
    // Clients that cannot have one layer hang up on the others.
    if (outgoing.destroyed) return void answer.destroy()
    outgoing.writeHead(seen.status, answer.statusMessage, answer.rawHeaders)
    pipeline(answer, outgoing, () => undefined)
  })
  onward.on('error', () => outgoing.destroy())
  pipeline(incoming, onward, () => undefined)
}
