// Everything that a bench of the gateway needs, on two cores: the product and what it is compared with on one, the
// platform's stand-ins and the upstream registry on the other.
import { writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { startRegistry, type RunningRegistry } from '../../registry/run.ts'
import { findPort } from '../../registry/port.ts'
import { bundle } from '../bundle.ts'
import type { SwitchesPatch } from '../../registry/switches.ts'
import { inWorkspace } from '../workspace.ts'
import { COMPATIBILITY_DATE, PLATFORM, type PlatformPorts, buildProduct, productServing } from './product.ts'
import { startWorkerd } from './workerd.ts'

const LOOPBACK = '127.0.0.1'
const NAMESPACE = 'jetstack'

export type Counts = {
  messages: number
  events: number
  points: number
  queries: number
  reads: number
}

export type Stage = {
  folder: string
  /** The product, in front of `registry`. */
  gateway: { url: string; pid: number }
  registry: RunningRegistry
  /** Where everything lies in it. */
  namespace: string
  platform: PlatformPorts
  counts: () => Promise<Counts>
  /** Said of whatever is started later: it is stopped with the stage. */
  leave: (stop: () => Promise<void>) => void
}

export type StageOptions = {
  registry?: SwitchesPatch
  /** How the product hands out blobs. */
  blobs?: 'direct' | 'resolve'
  variables?: Record<string, number>
}

export async function onStage<T>(options: StageOptions, work: (stage: Stage) => Promise<T>): Promise<T> {
  return inWorkspace(async (folder) => {
    const endings: (() => Promise<void>)[] = []
    try {
      return await work(await setUp(folder, options, endings))
    } finally {
      for (const end of endings.reverse()) await end()
    }
  })
}

async function setUp(
  folder: string,
  { registry: switches = {}, blobs = 'direct', variables = {} }: StageOptions,
  endings: (() => Promise<void>)[],
): Promise<Stage> {
  const leave = (stop: () => Promise<void>) => void endings.push(stop)
  const registry = await startRegistry({ port: 0, namespace: NAMESPACE, switches })
  leave(() => registry.stop())
  const { control, platform } = await startPlatform(folder, leave)
  await fetch(`${control}/routes`, { method: 'PUT', body: routes(registry.url, blobs) })
  await buildProduct(folder)
  const port = await findPort(LOOPBACK)
  const product = await startWorkerd(folder, 'product', 'serving', productServing(port, platform, variables))
  leave(product.stop)
  const gateway = { url: `http://${LOOPBACK}:${port}`, pid: product.pid }
  const counts = async (): Promise<Counts> => (await fetch(control)).json<Counts>()
  return { folder, gateway, registry, namespace: NAMESPACE, platform, counts, leave }
}

async function startPlatform(folder: string, leave: Stage['leave']) {
  await writeFile(
    join(folder, 'platform.js'),
    await bundle(resolve(import.meta.dirname, 'platform-stand-in.ts')),
  )
  const controlPort = await findPort(LOOPBACK)
  const [config, manifests, cache, queue, engine, database] = [
    await findPort(LOOPBACK),
    await findPort(LOOPBACK),
    await findPort(LOOPBACK),
    await findPort(LOOPBACK),
    await findPort(LOOPBACK),
    await findPort(LOOPBACK),
  ]
  const platform: PlatformPorts = { config, manifests, cache, queue, engine, database }
  const running = await startWorkerd(folder, 'platform', 'asking', {
    workers: [
      { name: 'platform', module: 'platform.js', compatibilityDate: COMPATIBILITY_DATE, bindings: [] },
    ],
    sockets: [
      { port: controlPort, service: 'platform' },
      ...PLATFORM.map((entrypoint) => ({ port: platform[entrypoint], service: 'platform', entrypoint })),
    ],
  })
  leave(running.stop)
  return { control: `http://${LOOPBACK}:${controlPort}`, platform }
}

function routes(registry: string, blobs: string): string {
  return JSON.stringify({
    auth: 'anonymous',
    upstreams: {
      quay: { registry, namespace: NAMESPACE, blobs },
      ghcr: { registry, namespace: NAMESPACE, blobs },
    },
    repositories: { 'cert-manager-*': {}, 'charts/*': {} },
    aliases: { [`${NAMESPACE}/*`]: '*' },
  })
}
