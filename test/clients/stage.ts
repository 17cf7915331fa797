// What an outage is played on: registries that can be killed, the product before them, and a witness before that.
import { afterAll, beforeAll, vi } from 'vitest'
import type { Description } from '../registry/content/description.ts'
import { type HealthWatch, watchHealth } from './health-watch.ts'
import type { Manner } from './manner.ts'
import { playMinutes } from './minute.ts'
import { START_MS_MAX } from './part.ts'
import { type Mortal, startMortal } from './mortal.ts'
import { type Product, startProduct } from './product.ts'
import { type Witness, startWitness } from './witness.ts'
import { type Workspace, createWorkspace } from './workspace.ts'

const STOP_MS_MAX = 120_000

export type Stage = {
  /** In the order in which the product asks them. */
  registries: [Mortal, ...Mortal[]]
  content: Description
  product: Product
  witness: Witness
  /** Of the first registry. */
  health: HealthWatch
}

/** For a describe block: set before its tests, with so many registries of that manner, and cleared away after them. */
export function stageFor(manner: Manner, count: number): () => Stage {
  let workspace: Workspace | null = null
  let stage: Stage | null = null
  beforeAll(async () => {
    workspace = await createWorkspace()
    stage = await setStage(workspace, manner, count)
  }, START_MS_MAX)
  afterAll(() => workspace?.cleanUp(), STOP_MS_MAX)
  return () => {
    if (stage === null) throw new Error('the stage could not be set')
    return stage
  }
}

async function setStage(workspace: Workspace, { switches }: Manner, count: number): Promise<Stage> {
  const registries: Stage['registries'] = [await startMortal(workspace, switches)]
  while (registries.length < count) registries.push(await startMortal(workspace, switches))
  const urls = registries.map(({ url }) => url)
  const product = await startQuickProduct(await workspace.folder('product'), urls)
  workspace.later(product.stop)
  workspace.later(playMinutes(product.port))
  const health = watchHealth(product.port, 'first')
  workspace.later(health.stop)
  const witness = await startWitness(product.port)
  workspace.later(witness.stop)
  return { registries, content: await registries[0].content(), product, witness, health }
}

/**
 * Cloudflare's minutes are played in three seconds here, so what is fresh for a minute has to be so for as long: else
 * tags would outlast the outage without a question to any registry.
 */
async function startQuickProduct(folder: string, upstreams: string[]): Promise<Product> {
  vi.stubEnv('CLOUDFLARE_INCLUDE_PROCESS_ENV', 'true').stubEnv('TAG_TTL_SECONDS', '3')
  try {
    return await startProduct(folder, { upstreams })
  } finally {
    vi.unstubAllEnvs()
  }
}

const INDEX = 'application/vnd.oci.image.index.v1+json'
const IMAGE = 'application/vnd.oci.image.manifest.v1+json'

/** Asks the gateway as curl would: `cert-manager-controller/manifests/v1.19.0`. */
export function askGateway({ witness }: Stage, path: string, method = 'GET'): Promise<Response> {
  const headers = { Accept: `${INDEX}, ${IMAGE}` }
  return fetch(`http://127.0.0.1:${witness.port}/v2/${path}`, { method, headers, redirect: 'manual' })
}
