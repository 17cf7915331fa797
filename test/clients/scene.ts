// Everything that runs while clients are tested: upstreams, the product before them, a meter before that, and the clients.
import type { Description } from '../registry/content/description.ts'
import type { Client, Driver } from './client.ts'
import { DRIVERS, obstacleOf } from './driver.ts'
import { type Meter, startMeter } from './meter.ts'
import { type Product, startProduct } from './product.ts'
import { startStandIn } from './stand-in.ts'
import { KINDS, type Kind, type Upstream } from './upstream.ts'
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

export async function startScene(workspace: Workspace): Promise<Scene> {
  const source = await startStandIn(await workspace.folder('source'), {})
  workspace.later(source.stop)
  const possible = KINDS.filter((each) => obstacleOf(each) === null)
  const upstreams = new Map(
    await Promise.all(possible.map(async (kind) => [kind, await kind.start(workspace, source)] as const)),
  )
  const urls = [...upstreams.values()].map(({ url }) => url)
  const product = await startProduct(await workspace.folder('product'), { upstreams: urls })
  workspace.later(product.stop)
  const meter = await startMeter(product.port)
  workspace.later(meter.stop)
  const clients = await startClients(workspace)
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

async function startClients(workspace: Workspace): Promise<Map<Driver, Client>> {
  const possible = DRIVERS.filter((each) => obstacleOf(each) === null)
  const clients = possible.map(async (driver) => {
    const client = await driver.start(await workspace.folder(driver.name))
    workspace.later(client.stop)
    return [driver, client] as const
  })
  return new Map(await Promise.all(clients))
}

function started<Key, Value>(all: Map<Key, Value>, key: Key): Value {
  const value = all.get(key)
  if (value === undefined) throw new Error('it was not started')
  return value
}
