// The whole product on this machine: the state, the stand-in registry if wanted, the gateway and its clock.
import { CRON_EVERY_MS, startCron } from './cron.ts'
import { forward } from './forward.ts'
import { type Gateway, startGateway } from './gateway.ts'
import type { LocalOptions } from './option.ts'
import { LOOPBACK_V4, LOOPBACK_V6, checkPortFree } from './port.ts'
import { readLocalRoutes } from './routes.ts'
import { PRIVATE_SWITCHES } from './private.ts'
import { StartError } from './start-error.ts'
import { type StoredUpstream, prepareState } from './state.ts'
import { STAND_IN_NAMESPACE, type Upstreams, standInUpstream } from './upstream.ts'

const HEALTHY_MS_MAX = 60_000
const HEALTH_LENGTH_MAX = 1000

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
    const { port, state, demo, auth } = options
    // The port is ours from here on; who comes early waits until all is there.
    const behind = Promise.withResolvers<number>()
    for (const host of [LOOPBACK_V4, LOOPBACK_V6]) endings.push(await forward({ host, port }, behind.promise))
    const upstreams = standsIn ? await startStandIn(options, endings) : options.upstreams
    signal.throwIfAborted()
    const gateway = await startGateway({ state, adminToken: process.env['ADMIN_TOKEN'], write, signal })
    endings.push(gateway.stop)
    const routes = await readLocalRoutes({ upstreams, auth })
    const names = Object.keys(upstreams)
    const prepared = { state, demo, routes, upstreams: names, write, signal }
    const storedUpstream = await prepareState(gateway.env, prepared)
    signal.throwIfAborted()
    await checkHealth(gateway, signal)
    behind.resolve(gateway.port)
    endings.push(
      startCron({ gatewayUrl: urlOf(gateway), crons: gateway.crons, everyMs: CRON_EVERY_MS, write }),
    )
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

async function checkHealth(gateway: Gateway, signal: AbortSignal): Promise<void> {
  const answer = await fetch(`${urlOf(gateway)}/healthz`, {
    signal: AbortSignal.any([signal, AbortSignal.timeout(HEALTHY_MS_MAX)]),
  })
  const text = await answer.text()
  if (!answer.ok)
    throw new StartError(`the gateway is not healthy: ${answer.status} ${text.slice(0, HEALTH_LENGTH_MAX)}`)
}

function urlOf({ port }: Gateway): string {
  return `http://${LOOPBACK_V4}:${port}`
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
  endings.push(await forward({ host: LOOPBACK_V6, port }, Promise.resolve(port)))
  return standInUpstream(registry.url)
}
