// A port to listen on, or a clear word on why not.
import { once } from 'node:events'
import { createServer } from 'node:net'

const isTaken = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === 'EADDRINUSE'

/** `wanted` if it is free, any free port for 0. Nothing holds it afterwards, so use it at once. */
export const findPort = async (host: string, wanted: number): Promise<number> => {
  const probe = createServer().listen(wanted, host)
  try {
    await once(probe, 'listening')
  } catch (error) {
    if (isTaken(error))
      throw new Error(`port ${wanted} of ${host} is taken: stop what uses it or choose another`)
    throw error
  }
  const address = probe.address()
  probe.close()
  await once(probe, 'close')
  if (address === null || typeof address === 'string') throw new Error(`no port on ${host}`)
  return address.port
}
