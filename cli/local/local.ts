// The whole product on this machine: the state, the stand-in registry if wanted, the gateway and its clock.
import { CRON_EVERY_MS, readCrons, startCron } from './cron.ts'
import { startGateway } from './gateway.ts'
import { forwardIpv6 } from './ipv6.ts'
import type { LocalOptions } from './option.ts'
import { LOOPBACK_V4, checkPortFree } from './port.ts'
import { readLocalRoutes } from './routes.ts'
import { type StoredUpstream, prepareState } from './state.ts'
import { PRIVATE_SWITCHES } from './private.ts'
import { STAND_IN_NAMESPACE, type Upstreams, standInUpstream } from './upstream.ts'

export type Local = {
  gatewayUrl: string
  upstreams: Upstreams
  storedUpstream: StoredUpstream
  /** Resolves with a sentence if the gateway ends by itself. */
  ended: Promise<string>
  /** Ends every process and listener that was started. */
  stop: () => Promise<void>
}

export type Surroundings = { write: (text: string) => void; signal: AbortSignal }

/** Rejects with a StartError if something is in the way; nothing is left running then. */
export async function startLocal(options: LocalOptions, { write, signal }: Surroundings): Promise<Local> {
  const endings: (() => Promise<void>)[] = []
  const stop = async () => {
    for (const end of endings.splice(0).reverse()) await end()
  }
  try {
    const standsIn = Object.keys(options.upstreams).length === 0
    await checkPorts(options, standsIn)
    const upstreams = standsIn ? await startStandIn(options, endings) : options.upstreams
    const { port, state, demo, auth } = options
    const routes = await readLocalRoutes({ upstreams, auth })
    const names = Object.keys(upstreams)
    const storedUpstream = await prepareState({ state, demo, routes, upstreams: names, write, signal })
    signal.throwIfAborted()
    const gateway = await startGateway({ port, state, write, signal })
    endings.push(gateway.stop)
    endings.push(await forwardIpv6(port))
    const clock = { crons: await readCrons(), everyMs: CRON_EVERY_MS, write }
    endings.push(startCron({ gatewayUrl: `http://${LOOPBACK_V4}:${port}`, ...clock }))
    return { gatewayUrl: `http://localhost:${port}`, upstreams, storedUpstream, ended: gateway.ended, stop }
  } catch (error) {
    await stop()
    throw error
  }
}

async function checkPorts({ port, registryPort }: LocalOptions, standsIn: boolean): Promise<void> {
  await checkPortFree({ what: 'the gateway', port, variable: 'PORT' })
  if (standsIn)
    await checkPortFree({ what: 'the stand-in registry', port: registryPort, variable: 'REGISTRY_PORT' })
}

async function startStandIn(
  { registryPort: port, auth }: LocalOptions,
  endings: (() => Promise<void>)[],
): Promise<Upstreams> {
  // Loaded only when it is wanted: it brings a whole simulator of its own.
  const { startRegistry } = await import('../../test/registry/run.ts')
  const registry = await startRegistry({
    port,
    host: LOOPBACK_V4,
    namespace: STAND_IN_NAMESPACE,
    switches: auth === 'token' ? PRIVATE_SWITCHES : {},
  })
  endings.push(() => registry.stop())
  endings.push(await forwardIpv6(port))
  return standInUpstream(registry.url)
}
