// A port of this machine that passes bytes on to another one of it. `localhost` may mean ::1 as well as 127.0.0.1, and what
// is behind may only be reached once everything is there.
import { type Socket, connect, createServer } from 'node:net'
import { pipeline } from 'node:stream'
import { LOOPBACK_V4, LOOPBACK_V6 } from './port.ts'

type Door = { host: string; port: number }

/**
 * To a port of 127.0.0.1; who comes before that is known waits for it. Returns what ends it. Where the machine has no ::1,
 * nobody can dial it and there is nothing to do.
 */
export function forward(door: Door, behind: Promise<number>): Promise<() => Promise<void>> {
  const clients = new Set<Socket>()
  const passOn = (client: Socket, port: number) => {
    const target = connect({ port, host: LOOPBACK_V4, allowHalfOpen: true, noDelay: true })
    // A side that hangs up ends the other; that is nobody's failure.
    pipeline(client, target, client, () => clients.delete(client))
  }
  const server = createServer({ allowHalfOpen: true, noDelay: true }, (client) => {
    clients.add(client)
    client.on('error', () => clients.delete(client))
    behind.then(
      (port) => passOn(client, port),
      () => client.destroy(),
    )
  })
  const stop = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve())
      for (const client of clients) client.destroy()
    })
  return new Promise((resolve, reject) => {
    // Once it listens, an error is one of somebody who came, and that they see themselves.
    server.on('error', (error: NodeJS.ErrnoException) => {
      const isNotThere = error.code === 'EADDRNOTAVAIL' || error.code === 'EAFNOSUPPORT'
      if (isNotThere && door.host === LOOPBACK_V6) resolve(() => Promise.resolve())
      else reject(error)
    })
    server.listen(door, () => resolve(stop))
  })
}
