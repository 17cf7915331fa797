// Everything that runs while clients are tested: upstreams, the product before them, a meter before that, and the clients.
import type { Description } from '../registry/content/description.ts'
import type { Client, Driver } from './client.ts'
import { DRIVERS, obstacleOf, startClients } from './driver.ts'
import { type Meter, startMeter } from './meter.ts'
import { type Product, startProduct } from './product.ts'
import { startStandIn } from './stand-in.ts'
import { KINDS, type Kind, type Upstream } from './upstream.ts'
import { startPart } from './part.ts'
import type { Workspace } from './workspace.ts'

/** What `npm start` calls the upstreams it is given, in their order. */
export const UPSTREAM_NAMES = ['first', 'second', 'third', 'fourth', 'fifth'] as const

export type Scene = {
  content: Description
  product: Product
  meter: Meter
  upstream: (kind: Kind) => Upstream
  othersThan: (kind: Kind) => Upstream[]
  client: (driver: Driver) => Client
  /** As if nothing had been asked or sent yet. */
  forget: () => Promise<void>
}

/** One part after the other: all at once, each would wait for the others longer than it may take. */
export async function startScene(workspace: Workspace): Promise<Scene> {
  const source = await startPart('the registry that others are filled from', async () => {
    const registry = await startStandIn(await workspace.folder('source'), {})
    workspace.later(registry.stop)
    return registry
  })
  const upstreams = new Map<Kind, Upstream>()
  for (const kind of KINDS.filter((each) => obstacleOf(each) === null))
    upstreams.set(kind, await startPart(kind.title, () => kind.start(workspace, source)))
  const urls = [...upstreams.values()].map(({ url }) => url)
  const product = await startProduct(await workspace.folder('product'), { upstreams: urls })
  workspace.later(product.stop)
  const meter = await startMeter(product.port)
  workspace.later(meter.stop)
  const clients = await startClients(workspace, DRIVERS)
  return {
    content: await source.content(),
    product,
    meter,
    upstream: (kind) => started(upstreams, kind),
    othersThan: (kind) => [...upstreams].filter(([each]) => each !== kind).map(([, upstream]) => upstream),
    client: (driver) => started(clients, driver),
    forget: async () => {
      for (const upstream of upstreams.values()) await upstream.forget()
      meter.reset()
    },
  }
}

function started<Key, Value>(all: Map<Key, Value>, key: Key): Value {
  const value = all.get(key)
  if (value === undefined) throw new Error('it was not started')
  return value
}
