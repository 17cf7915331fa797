// The bench Worker in a local workerd, with an empty D1 on disk and the product's own variables.
import { resolve } from 'node:path'
import { Miniflare } from 'miniflare'
import { unstable_readConfig } from 'wrangler'
import { z } from 'zod'
import { bundle } from '../bundle.ts'
import type { Figure } from '../figure.ts'
import { inWorkspace } from '../workspace.ts'

const MODULE = 'bench.mjs'
const WRANGLER_TOML = resolve(import.meta.dirname, '../../../wrangler.toml')

const configSchema = z.object({
  compatibility_date: z.string(),
  vars: z.record(z.string(), z.union([z.string(), z.number()])),
})

/** Runs one measurement of worker.ts, in a Worker and a database of its own. */
export async function runInWorker(measurement: string): Promise<Figure[]> {
  return inWorkspace(async (folder) => {
    const worker = await startWorker(folder)
    try {
      const answer = await worker.dispatchFetch(`http://bench/${measurement}`)
      if (!answer.ok) throw new Error(await answer.text())
      // What worker.ts answers.
      return (await answer.json()) as Figure[]
    } finally {
      await worker.dispose()
    }
  })
}

async function startWorker(folder: string): Promise<Miniflare> {
  const config = configSchema.parse(unstable_readConfig({ config: WRANGLER_TOML }))
  const variables = Object.entries(config.vars).map(
    ([name, value]) => [name, { type: 'text', value: String(value) }] as const,
  )
  const contents = await bundle(resolve(import.meta.dirname, 'worker.ts'))
  const worker = new Miniflare({
    resourcePersistencePath: folder,
    workers: [
      {
        config: {
          name: 'bench',
          compatibilityDate: config.compatibility_date,
          manifest: { mainModule: MODULE, modules: { [MODULE]: { type: 'esm', contents } } },
          env: {
            ...Object.fromEntries(variables),
            DB: { type: 'd1', id: 'bench' },
            CONFIG: { type: 'kv', id: 'config' },
            MANIFESTS: { type: 'kv', id: 'manifests' },
          },
        },
      },
    ],
  })
  await worker.ready
  return worker
}
