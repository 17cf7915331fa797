// The Worker in a local workerd, its two entrypoints each on a port.
import { join } from 'node:path'
import { Miniflare } from 'miniflare'
import { bundleWorker } from '../../cli/local/bundle.ts'

const MODULE = 'stand-in.mjs'
// In the errors of failures that were asked for: nothing to report.
const ON_PURPOSE = 'on purpose'

// Once for all registries of this process: of two builds at a time, the first to end would stop the other's.
let bundled: Promise<string> | null = null

export type Doors = { host: string; port: number; cdnPort: number }

export const runWorker = async (
  { host, port, cdnPort }: Doors,
  vars: Record<string, string>,
): Promise<Miniflare> => {
  const variables = Object.entries(vars).map(([name, value]) => [name, { type: 'text', value }] as const)
  bundled ??= bundleWorker(join(import.meta.dirname, 'worker.ts'))
  const worker = new Miniflare({
    host,
    handleStructuredLogs: ({ message }) => {
      if (!message.includes(ON_PURPOSE)) console.error(message)
    },
    workers: [
      {
        config: {
          name: 'stand-in',
          compatibilityDate: '2026-08-04',
          manifest: { mainModule: MODULE, modules: { [MODULE]: { type: 'esm', contents: await bundled } } },
          env: Object.fromEntries(variables),
        },
        // Straight to the Worker's two entrypoints, which share one isolate and so one memory.
        dev: {
          unsafeDirectSockets: [
            { host, port },
            { host, port: cdnPort, entrypoint: 'cdn' },
          ],
        },
      },
    ],
  })
  await worker.ready
  return worker
}
