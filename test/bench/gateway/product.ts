// The product as it is deployed: wrangler's own bundle under plain workerd, before the stand-ins of KV, cache, queue,
// Analytics Engine and D1.
import { writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { unstable_readConfig } from 'wrangler'
import { z } from 'zod'
import { bundle } from '../bundle.ts'
import { run } from './run.ts'
import { type Serving, type Worker, text } from './workerd.ts'

const PROJECT = resolve(import.meta.dirname, '../../..')

const configSchema = z.object({
  compatibility_date: z.string(),
  vars: z.record(z.string(), z.union([z.string(), z.number()])),
})
const config = configSchema.parse(unstable_readConfig({ config: resolve(PROJECT, 'wrangler.toml') }))

export const COMPATIBILITY_DATE = config.compatibility_date

/** The stand-ins of platform-stand-in.ts, by the names of their entry points. */
export const PLATFORM = ['config', 'manifests', 'cache', 'queue', 'engine', 'database'] as const
export type PlatformPorts = Record<(typeof PLATFORM)[number], number>

const ENGINE = 'bench:engine'

/** Writes `index.js` into the folder, and what its bindings need. */
export async function buildProduct(folder: string): Promise<void> {
  const wrangler = resolve(PROJECT, 'node_modules/wrangler/bin/wrangler.js')
  const environment = { WRANGLER_SEND_METRICS: 'false', WRANGLER_HIDE_BANNER: 'true' }
  const flags = ['deploy', '--dry-run', '--outdir', folder, '--config', resolve(PROJECT, 'wrangler.toml')]
  await writeFile(join(folder, 'engine.js'), await bundle(resolve(import.meta.dirname, 'engine.ts')))
  await run(process.execPath, [wrangler, ...flags], environment)
}

/** `variables` are other than in wrangler.toml. */
export function productServing(
  port: number,
  platform: PlatformPorts,
  variables: Record<string, number> = {},
): Serving {
  const worker: Worker = {
    name: 'product',
    module: 'index.js',
    compatibilityDate: COMPATIBILITY_DATE,
    bindings: [
      ...Object.entries({ ...config.vars, ...variables }).map(([name, value]) => text(name, String(value))),
      '(name = "CONFIG", kvNamespace = "config")',
      '(name = "MANIFESTS", kvNamespace = "manifests")',
      '(name = "EVENTS", queue = "queue")',
      `(name = "ANALYTICS", wrapped = (moduleName = "${ENGINE}", innerBindings = [(name = "tally", service = "engine")]))`,
      '(name = "DB", wrapped = (moduleName = "cloudflare-internal:d1-api", innerBindings = [(name = "fetcher", service = "database")]))',
    ],
    cache: 'cache',
  }
  return {
    workers: [worker],
    sockets: [{ port, service: 'product' }],
    externals: platform,
    extensions: [{ name: ENGINE, module: 'engine.js' }],
  }
}
