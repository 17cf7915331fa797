// The gateway in workerd with KV, D1 and the queue on disk, as wrangler.toml says: the runtime that `wrangler dev` has too, without
// the proxies that it puts before a Worker, which are slower than the Worker, and larger. It is not built anew when the
// source changes.
import { join, relative } from 'node:path'
import { Log, LogLevel, Miniflare, type V4WorkerOptions, convertV4MiniflareOptions } from 'miniflare'
import * as z from 'zod'
import { bundleWorker } from './bundle.ts'
import { LOOPBACK_V4 } from './port.ts'
import { PROJECT, WRANGLER_TOML } from './project.ts'
import { StartError } from './start-error.ts'

/** Other than in wrangler.toml: what changes shows at once. */
const VARIABLES = { CONFIG_TTL_SECONDS: 1, PAGE_TTL_SECONDS: 1 }
const RESTART_MS_MAX = 20_000
/** As Miniflare says it. */
const CRASHED = 'runtime crashed unexpectedly'
/** `log` is what the operator has changed: the Worker says nothing else there. */
const SHOWN_LEVELS = new Set(['log', 'warn', 'error'])

export type GatewaySettings = {
  state: string
  /** The environment's; it goes before that of `.dev.vars`. */
  adminToken: string | undefined
  write: (text: string) => void
  /** Once it is aborted, nothing that ends is worth a word. */
  signal: AbortSignal
}

export type Gateway = {
  /** On 127.0.0.1, and only for those who pass requests on to it. */
  port: number
  crons: string[]
  /** What the Worker has too. */
  env: Pick<Env, 'CONFIG' | 'DB'>
  /** Resolves with a sentence if it has ended for good. */
  ended: Promise<string>
  stop: () => Promise<void>
}

/**
 * Should workerd crash, it is started anew, and said; connections of that moment break. Rejects with a StartError, and then
 * nothing is left running.
 */
export async function startGateway({ state, adminToken, write, signal }: GatewaySettings): Promise<Gateway> {
  const { workerOptions, main } = await readWorkerSettings()
  const secrets = adminToken ? { ADMIN_TOKEN: adminToken } : {}
  const contents = await bundleWorker(main)
  const { promise: ended, resolve: end } = Promise.withResolvers<string>()
  const { heard, restarted } = watchRestarts(end)
  const say = (text: string) => {
    if (signal.aborted) return
    heard(text)
    write(text)
  }
  const worker = new Miniflare(
    convertV4MiniflareOptions({
      host: LOOPBACK_V4,
      cf: false, // nothing is asked of the internet
      unsafeTriggerHandlers: true, // /cdn-cgi/local/scheduled
      inspectorPort: 0, // any free one: the soak looks at the Worker's memory
      resourcePersistencePath: join(state, 'v3'),
      log: new WrittenLog(say),
      unsafeHandleRuntimeRestart: restarted,
      handleStructuredLogs: ({ level, message }) => {
        if (SHOWN_LEVELS.has(level)) say(`${message}\n`)
      },
      workers: [
        {
          ...workerOptions,
          name: 'fairlead',
          bindings: { ...workerOptions.bindings, ...VARIABLES, ...secrets },
          modules: [{ type: 'ESModule', path: relative(PROJECT, main), contents }],
        },
      ],
    }),
  )
  try {
    const { port } = await worker.ready
    const env = await worker.getBindings<Gateway['env']>()
    const stop = () => worker.dispose()
    return { port: Number(port), crons: workerOptions.cronTriggers, env, ended, stop }
  } catch (error) {
    await worker.dispose().catch(() => undefined)
    throw new StartError(`the gateway does not start: ${String(error)}`, { cause: error })
  }
}

const readSchema = z.object({
  bindings: z.record(z.string(), z.unknown()),
  cronTriggers: z.array(z.string()),
})
type WorkerOptions = V4WorkerOptions & { bindings: object; cronTriggers: string[] }

const workerSchema = z.object({
  main: z.string(),
  /** In its own words, of which only what is read here is looked at. */
  workerOptions: z.custom<WorkerOptions>((options) => readSchema.safeParse(options).success),
  /** Of those there are none. */
  externalWorkers: z.array(z.unknown()).length(0),
})

/** With `.dev.vars`. */
async function readWorkerSettings() {
  // Wrangler takes a second to load: only here, so that a mistyped option or Ctrl-C is answered at once.
  const { unstable_getMiniflareWorkerOptions: read } = await import('wrangler')
  return workerSchema.parse(read(WRANGLER_TOML))
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

/** Tells `end` when a crash was not followed by a start for too long: Miniflare goes on waiting, whatever is in the way. */
function watchRestarts(end: (why: string) => void) {
  let timer: NodeJS.Timeout | undefined
  return {
    heard: (text: string) => {
      if (!text.includes(CRASHED)) return
      const why = `the gateway crashed, and does not come back within ${RESTART_MS_MAX / 1000} s`
      timer ??= setTimeout(() => end(why), RESTART_MS_MAX)
    },
    restarted: () => {
      clearTimeout(timer)
      timer = undefined
    },
  }
}
