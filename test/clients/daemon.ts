// A program that stays: a container runtime's daemon, a registry, the product itself.
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as delay } from 'node:timers/promises'

// A busy machine is no failure. It is more than `npm start` gives its gateway to answer, whose reason would not be heard else.
const READY_MS_MAX = 100_000
const STOP_MS_MAX = 15_000

export type Daemon = {
  pid: number
  /** What it has printed so far, on both streams. */
  output: () => string
  /** Asks it to end, insists after a while, and returns its exit code; null if it had to be killed. */
  stop: () => Promise<number | null>
  /** Its exit code, when it ends by itself. */
  ended: () => Promise<number | null>
}

export type DaemonSettings = {
  /** For people: `npm start`, `a stand-in registry`. */
  what: string
  program: string
  args: string[]
  env: NodeJS.ProcessEnv
  cwd: string
  /** What it prints once it can be used. */
  ready: RegExp
}

export async function startDaemon(settings: DaemonSettings): Promise<Daemon> {
  const { what, program, args, env, cwd, ready } = settings
  const child = spawn(program, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] })
  const kill = () => child.kill('SIGKILL')
  process.once('exit', kill) // should the tests fail in a way that runs no clean-up
  let output = ''
  const isReady = new Promise<null>((resolve) => {
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (text: string) => {
        output += text
        if (ready.test(output)) resolve(null)
      })
  })
  const tooLate = AbortSignal.timeout(READY_MS_MAX)
  const problem = await Promise.race([
    isReady,
    once(child, 'close').then(([code]) => `ended with ${String(code)}`), // by then it has said everything
    once(tooLate, 'abort').then(() => `did not become ready in ${READY_MS_MAX / 1000} s`),
  ])
  const stop = async () => {
    process.off('exit', kill)
    return end(child)
  }
  if (problem !== null) {
    await stop()
    throw new Error(`${what} ${problem}:\n${output.slice(-3000) || 'it printed nothing'}`)
  }
  return { pid: child.pid ?? 0, output: () => output, stop, ended: () => exitCodeOf(child) }
}

async function end(child: ChildProcess): Promise<number | null> {
  child.kill('SIGTERM') // does nothing to one that has ended
  const late = Symbol('late')
  const code = await Promise.race([exitCodeOf(child), delay(STOP_MS_MAX, late, { ref: false })])
  if (code === late) child.kill('SIGKILL')
  return exitCodeOf(child)
}

async function exitCodeOf(child: ChildProcess): Promise<number | null> {
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
  return child.exitCode
}
