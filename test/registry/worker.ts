// The stand-in as a Worker: one entrypoint for the registry's port, one for the CDN's, one memory behind both.
import { createRegistry, type Registry } from './registry.ts'
import { Switches } from './switches.ts'

type Env = { ORIGIN: string; CDN_ORIGIN: string; NAMESPACE: string; SWITCHES: string }

// The finished registry is kept, not the promise of it: a promise belongs to the request that made it.
let registry: Registry | null = null

const findRegistry = async (env: Env): Promise<Registry> => {
  const made =
    registry ??
    (await createRegistry({
      origin: env.ORIGIN,
      cdnOrigin: env.CDN_ORIGIN,
      namespace: env.NAMESPACE,
      switches: Switches.parse(JSON.parse(env.SWITCHES)),
    }))
  registry ??= made
  return registry
}

// A Worker cannot refuse a connection, but a body that breaks before the headers have left takes them along: the client
// sees the connection close without a byte.
const closeConnection = (): Response =>
  new Response(
    new ReadableStream({ start: (controller) => controller.error(new Error('closed on purpose')) }),
  )

const door = (fetchOf: (from: Registry) => Registry['fetch']) => ({
  async fetch(request: Request, env: Env): Promise<Response> {
    try {
      return await fetchOf(await findRegistry(env))(request)
    } catch (error) {
      if (error instanceof Error && error.name === 'ConnectionClosed') return closeConnection()
      throw error
    }
  },
})

export default door((from) => from.fetch)
export const cdn = door((from) => from.cdnFetch)
