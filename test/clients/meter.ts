// Stands between the clients and the gateway and counts what comes out of it: the proof that no layer does.
import { once } from 'node:events'
import { type Socket, connect, createServer } from 'node:net'
import { pipeline } from 'node:stream'
import { findPort } from '../registry/port.ts'

export type Meter = {
  port: number
  /** From the gateway to the clients, headers and all, since the last reset. */
  bytes: () => number
  reset: () => void
  stop: () => Promise<void>
}

export async function startMeter(gatewayPort: number): Promise<Meter> {
  let bytes = 0
  const clients = new Set<Socket>()
  const server = createServer({ allowHalfOpen: true }, (client) => {
    clients.add(client)
    const gateway = connect({ port: gatewayPort, host: '127.0.0.1', allowHalfOpen: true })
    gateway.on('data', (chunk: Buffer) => (bytes += chunk.length))
    pipeline(client, gateway, client, () => clients.delete(client))
  })
  const port = await findPort()
  server.listen(port, '127.0.0.1')
  await once(server, 'listening')
  return {
    port,
    bytes: () => bytes,
    reset: () => {
      bytes = 0
    },
    stop: async () => {
      for (const client of clients) client.destroy()
      server.close()
      await once(server, 'close')
    },
  }
}
