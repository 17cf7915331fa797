// Ports of this machine: are they free before anything is started that would only fail later, and less clearly.
import { createServer } from 'node:net'
import { StartError } from './start-error.ts'

export const LOOPBACK_V4 = '127.0.0.1'
export const LOOPBACK_V6 = '::1'

export type PortUse = { what: string; port: number; variable: 'PORT' | 'REGISTRY_PORT' }

export async function checkPortFree({ what, port, variable }: PortUse): Promise<void> {
  for (const host of [LOOPBACK_V4, LOOPBACK_V6]) {
    const problem = await problemOf(port, host)
    if (problem === 'EADDRINUSE')
      throw new StartError(`port ${port} is taken; set ${variable} to another port for ${what}, or free it`)
    if (problem === 'EACCES')
      throw new StartError(`port ${port} may not be used; set ${variable} to a port above 1023 for ${what}`)
  }
  if (await isUnasked(port))
    throw new StartError(
      `port ${port} is asked by no browser and no fetch; set ${variable} to another for ${what}`,
    )
}

/** Whether it is one of https://fetch.spec.whatwg.org/#bad-port, such as 5060. Nobody listens there. */
async function isUnasked(port: number): Promise<boolean> {
  try {
    await fetch(`http://${LOOPBACK_V4}:${port}/`)
    return false
  } catch (error) {
    return error instanceof Error && error.cause instanceof Error && error.cause.message === 'bad port'
  }
}

/** The error code of listening there; null if that works. */
function problemOf(port: number, host: string): Promise<string | null> {
  return new Promise((resolve) => {
    const server = createServer()
    server.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message))
    server.listen({ port, host }, () => server.close(() => resolve(null)))
  })
}
