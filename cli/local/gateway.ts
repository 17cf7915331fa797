// The gateway in workerd with KV, D1 and the queue on disk, all of it as wrangler.toml says. It is what `wrangler dev` runs,
// without the proxies that it puts before a Worker: they would be slower than the Worker, and larger.
import { join, relative } from 'node:path'
import { Log, LogLevel, Miniflare, type V4WorkerOptions, convertV4MiniflareOptions } from 'miniflare'
import { bundleWorker } from './bundle.ts'
import { LOOPBACK_V4 } from './port.ts'
import { PROJECT, WRANGLER_TOML } from './project.ts'

/** Other than in wrangler.toml: what changes shows at once. */
const VARIABLES = { CONFIG_TTL_SECONDS: 1, PAGE_TTL_SECONDS: 1 }
const SHOWN_LEVELS = new Set(['warn', 'error'])

export type GatewaySettings = {
  state: string
  /** The environment's; it goes before that of `.dev.vars`. */
  adminToken: string | undefined
  write: (text: string) => void
}

export type Gateway = {
  /** On 127.0.0.1, and only for those who pass requests on to it. */
  port: number
  crons: string[]
  /** What the Worker has too. */
  env: Pick<Env, 'CONFIG' | 'DB'>
  stop: () => Promise<void>
}

type WorkerSettings = {
  workerOptions: V4WorkerOptions & { bindings?: object; cronTriggers?: string[] }
  main: string
}

/** Should workerd crash, it is started anew, and said. */
export async function startGateway({ state, adminToken, write }: GatewaySettings): Promise<Gateway> {
  const { workerOptions, main } = await readWorkerSettings()
  const secrets = adminToken ? { ADMIN_TOKEN: adminToken } : {}
  const worker = new Miniflare(
    convertV4MiniflareOptions({
      host: LOOPBACK_V4,
      cf: false, // nothing is asked of the internet
      unsafeTriggerHandlers: true, // /cdn-cgi/local/scheduled
      inspectorPort: 0,
      resourcePersistencePath: join(state, 'v3'),
      log: new WrittenLog(write),
      handleStructuredLogs: ({ level, message }) => {
        if (SHOWN_LEVELS.has(level)) write(`${message}\n`)
      },
      workers: [
        {
          ...workerOptions,
          name: 'fairlead',
          bindings: { ...workerOptions.bindings, ...VARIABLES, ...secrets },
          modules: [{ type: 'ESModule', path: relative(PROJECT, main), contents: await bundleWorker(main) }],
        },
      ],
    }),
  )
  const url = await worker.ready
  return {
    port: Number(url.port),
    crons: workerOptions.cronTriggers ?? [],
    env: await worker.getBindings<Pick<Env, 'CONFIG' | 'DB'>>(),
    stop: () => worker.dispose(),
  }
}

/** With `.dev.vars`. */
async function readWorkerSettings(): Promise<WorkerSettings> {
  // Wrangler takes a second to load: only here, so that a mistyped option or Ctrl-C is answered at once.
  const { unstable_getMiniflareWorkerOptions } = await import('wrangler')
  const read: (config: string) => unknown = unstable_getMiniflareWorkerOptions
  return read(WRANGLER_TOML) as WorkerSettings
}

class WrittenLog extends Log {
  readonly #write: (text: string) => void

  constructor(write: (text: string) => void) {
    super(LogLevel.WARN)
    this.#write = write
  }

  override log(message: string): void {
    this.#write(`${message}\n`)
  }
}
