// Stands between the clients and the gateway and writes down every request, as plain HTTP/1.1 shows it.
import { once } from 'node:events'
import { type IncomingMessage, type ServerResponse, createServer, request as ask } from 'node:http'
import { pipeline } from 'node:stream'
import { findPort } from '../registry/port.ts'

export type Recorded = {
  method: string
  path: string
  userAgent: string
  /** The gateway's answer; 0 while there is none. */
  status: number
  /** The network address that the gateway was told it came from: one that no other request has. */
  address: string
}

export type Recorder = {
  port: number
  /** Since this was last asked, in the order in which they came. */
  take: () => Recorded[]
  stop: () => Promise<void>
}

export async function startRecorder(gatewayPort: number): Promise<Recorder> {
  const requests: Recorded[] = []
  let count = 0
  const server = createServer((incoming, outgoing) => {
    const { method = '', url: path = '', headers } = incoming
    const recorded = {
      method,
      path,
      userAgent: headers['user-agent'] ?? '',
      status: 0,
      address: addressOf(count++),
    }
    requests.push(recorded)
    passOn(incoming, outgoing, { port: gatewayPort, recorded })
  })
  const port = await findPort()
  server.listen(port, '127.0.0.1')
  await once(server, 'listening')
  return {
    port,
    take: () => requests.splice(0),
    stop: async () => {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

/** The ledger keeps of an address only whose it is; with one for each request, that is which request. */
function addressOf(count: number): string {
  return `10.${count >> 16}.${(count >> 8) & 255}.${count & 255}`
}

function passOn(
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  { port, recorded }: { port: number; recorded: Recorded },
): void {
  const { method, path, address } = recorded
  // Cloudflare's own header; the local runtime takes it from whoever sends it.
  const headers = [...incoming.rawHeaders, 'CF-Connecting-IP', address]
  const onward = ask({ port, host: '127.0.0.1', method, path, headers }, (answer) => {
    recorded.status = answer.statusCode ?? 0
    // A client that fails in one layer hangs up on the others.
    if (outgoing.destroyed) return void answer.destroy()
    outgoing.writeHead(recorded.status, answer.statusMessage, answer.rawHeaders)
    pipeline(answer, outgoing, () => undefined)
  })
  onward.on('error', () => outgoing.destroy())
  pipeline(incoming, onward, () => undefined)
}
