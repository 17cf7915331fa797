// A port of this machine that passes bytes on to another one of it. `localhost` may mean ::1 as well as 127.0.0.1, and what
// is behind may only be reached once everything is there.
import { type Socket, connect, createServer } from 'node:net'
import { pipeline } from 'node:stream'
import { LOOPBACK_V4 } from './port.ts'

export type Door = { host: string; port: number }

/** To `port` of 127.0.0.1. Returns what ends it. Where the machine has no ::1, nobody can dial it and there is nothing to do. */
export function forward(door: Door, port: number): Promise<() => Promise<void>> {
  const clients = new Set<Socket>()
  const server = createServer({ allowHalfOpen: true, noDelay: true }, (client) => {
    clients.add(client)
    const target = connect({ port, host: LOOPBACK_V4, allowHalfOpen: true, noDelay: true })
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
    server.listen(door, () => resolve(stop))
  })
}
