// A port to listen on, or a clear word on why not.
import { once } from 'node:events'
import { createServer } from 'node:net'

// Below the ports that systems give to outgoing connections and to whoever takes any: nobody gets one by chance before
// its owner listens, which may take `npm start` ten seconds, or while its owner is dead.
const PORT_MIN = 20_000
const PORT_MAX = 30_000
const TRIES_MAX = 50
const given = new Set<number>()

/** `wanted` if it is free; for 0 one that stays free until it is used, and that nobody here gets a second time. */
export const findPort = async (host = '127.0.0.1', wanted = 0): Promise<number> => {
  if (wanted !== 0) {
    if (await isFree(host, wanted)) return wanted
    throw new Error(`port ${wanted} of ${host} is taken: stop what uses it or choose another`)
  }
  for (let tries = 0; tries < TRIES_MAX; tries++) {
    const port = PORT_MIN + Math.floor(Math.random() * (PORT_MAX - PORT_MIN))
    if (given.has(port) || !(await isFree(host, port))) continue
    given.add(port)
    return port
  }
  throw new Error(`none of ${TRIES_MAX} ports of ${host} is free`)
}

const isFree = async (host: string, port: number): Promise<boolean> => {
  const probe = createServer().listen(port, host)
  try {
    await once(probe, 'listening')
  } catch (error) {
    if (isTaken(error)) return false
    throw error
  }
  probe.close()
  await once(probe, 'close')
  return true
}

const isTaken = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === 'EADDRINUSE'
