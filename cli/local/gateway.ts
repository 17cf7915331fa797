// The gateway as its own process, `wrangler dev`: the real runtime with KV, D1 and the queue on disk.
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { resolve } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { pathToFileURL } from 'node:url'
import { LOOPBACK_V4 } from './port.ts'
import { PROJECT } from './project.ts'
import { StartError } from './start-error.ts'

const HEALTHY_MS_MAX = 60_000
const STOP_MS_MAX = 5_000

export type Gateway = {
  /** Resolves with a sentence when the process ends, for whatever reason. */
  ended: Promise<string>
  stop: () => Promise<void>
}

export type GatewaySettings = {
  port: number
  state: string
  write: (text: string) => void
  signal: AbortSignal
}

/** Resolves once `/healthz` answers 200. What wrangler prints until then is shown only if it never does. */
export async function startGateway({ port, state, write, signal }: GatewaySettings): Promise<Gateway> {
  const child = spawnWrangler(port, state)
  const killOnExit = () => killGroup(child)
  process.once('exit', killOnExit) // should this process fail, nothing of the gateway outlives it
  let early: string[] | null = []
  for (const stream of [child.stdout, child.stderr])
    stream
      ?.setEncoding('utf8')
      .on('data', (text: string) => (early === null ? write(text) : early.push(text)))
  const gateway = {
    ended: once(child, 'exit').then(
      ([code, name]) => `the gateway ended by itself (${String(code ?? name)})`,
    ),
    stop: async () => {
      await stop(child)
      process.off('exit', killOnExit)
    },
  }
  const gaveUp = AbortSignal.any([signal, AbortSignal.timeout(HEALTHY_MS_MAX)])
  const problem = await Promise.race([gateway.ended, healthProblem(port, gaveUp)])
  if (problem !== null) {
    await gateway.stop()
    signal.throwIfAborted()
    throw new StartError([problem, early.join('').trim()].filter(Boolean).join('\n'))
  }
  early = null
  return gateway
}

function spawnWrangler(port: number, state: string): ChildProcess {
  const options = {
    ip: LOOPBACK_V4,
    port,
    'persist-to': state,
    'infer-origin-from-routes': false, // with it, the Worker would see the domain of wrangler.toml instead of localhost
    'show-interactive-dev-session': false,
    'inspector-port': 0, // any free one: nobody is meant to find it
    'log-level': 'warn',
  }
  const flags = Object.entries(options).map(([name, value]) => `--${name}=${value}`)
  // Its `bin` would only start this one, with whatever `secret.ts` has added to the arguments in sight of everybody.
  const wrangler = resolve(PROJECT, 'node_modules/wrangler/wrangler-dist/cli.js')
  const preloaded = pathToFileURL(resolve(import.meta.dirname, 'secret.ts')).href
  return spawn(
    process.execPath,
    ['--no-warnings', '--import', preloaded, wrangler, 'dev', ...flags, ...VARIABLES],
    {
      cwd: PROJECT,
      env: { ...process.env, ...QUIET },
      stdio: ['ignore', 'pipe', 'pipe'],
      // Its own process group: Ctrl-C comes to us alone, and what wrangler started can be ended with it.
      detached: true,
    },
  )
}

/** Worker variables that are other than in wrangler.toml; secrets come from .dev.vars, and from `secret.ts`. */
const VARIABLES = ['CONFIG_TTL_SECONDS:1', 'PAGE_TTL_SECONDS:1'].flatMap((setting) => ['--var', setting])

/** No request to the internet, no banner with its update check, no record of every request in the state folder. */
const QUIET = {
  CLOUDFLARE_CF_FETCH_ENABLED: 'false',
  WRANGLER_SEND_METRICS: 'false',
  WRANGLER_HIDE_BANNER: 'true',
  X_LOCAL_OBSERVABILITY: 'false',
}

/** null once the gateway is healthy; a sentence with its last answer if that never came. */
async function healthProblem(port: number, gaveUp: AbortSignal): Promise<string | null> {
  let last = 'it does not answer'
  while (!gaveUp.aborted) {
    try {
      const answer = await fetch(`http://${LOOPBACK_V4}:${port}/healthz`, { signal: gaveUp })
      last = `GET /healthz answers ${answer.status} ${(await answer.text()).slice(0, 1000)}`
      if (answer.ok) return null
    } catch {
      // Nothing listens yet.
    }
    await delay(100)
  }
  return `the gateway is not healthy: ${last}`
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) {
    const ended = once(child, 'exit')
    child.kill('SIGTERM')
    await Promise.race([ended, delay(STOP_MS_MAX, undefined, { ref: false })])
  }
  killGroup(child)
}

/** Whoever of its group is still there: workerd, esbuild. */
function killGroup({ pid }: ChildProcess): void {
  if (pid === undefined) return
  try {
    process.kill(-pid, 'SIGKILL')
  } catch {
    // Nobody is.
  }
}
