// `localhost` may mean ::1, while wrangler listens on 127.0.0.1 alone: the same port on ::1 passes bytes on to it.
import { type Socket, connect, createServer } from 'node:net'
import { pipeline } from 'node:stream'
import { LOOPBACK_V4, LOOPBACK_V6 } from './port.ts'

/** Returns what ends it. Where the machine has no ::1, nobody can dial it and there is nothing to do. */
export function forwardIpv6(port: number): Promise<() => Promise<void>> {
  const clients = new Set<Socket>()
  const server = createServer({ allowHalfOpen: true }, (client) => {
    clients.add(client)
    const target = connect({ port, host: LOOPBACK_V4, allowHalfOpen: true })
    // A side that hangs up ends the other; that is nobody's failure.
    pipeline(client, target, client, () => clients.delete(client))
  })
  const stop = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve())
      for (const client of clients) client.destroy()
    })
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRNOTAVAIL' || error.code === 'EAFNOSUPPORT') resolve(() => Promise.resolve())
      else reject(error)
    })
    server.listen({ port, host: LOOPBACK_V6 }, () => resolve(stop))
  })
}
