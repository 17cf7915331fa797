// Processes on a core of their own: who serves on one, who asks and whatever else is needed on the other.
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { availableParallelism } from 'node:os'
import { setTimeout as delay } from 'node:timers/promises'

const CORES = availableParallelism() > 1 ? { serving: '0', asking: '1' } : { serving: '0', asking: '0' }
export type Side = keyof typeof CORES

if (availableParallelism() === 1)
  console.error(
    'There is one core only: who serves and who asks are both on it, which lowers every figure of the gateway.',
  )

const SAID_MAX = 100
/** Each of them is ended with this process, however that ends. */
const SERVERS_MAX = 50
process.setMaxListeners(SERVERS_MAX)
const READY_MS_MAX = 30_000

export type Pinned = { pid: number; stop: () => Promise<void> }

/** The whole command line of `command` on that side's core. */
export function pinned(side: Side, command: string[]): [string, string[]] {
  return ['taskset', ['-c', CORES[side], ...command]]
}

/** Starts a server; what it says is shown only if it ends before it is stopped. */
export function startPinned(side: Side, command: string[]): Pinned {
  const [file, args] = pinned(side, command)
  const child = spawn(file, args, { stdio: ['ignore', 'pipe', 'pipe'] })
  const said = listen(child)
  const kill = () => child.kill('SIGKILL')
  process.once('exit', kill)
  let isStopping = false
  child.once('exit', (code) => {
    if (!isStopping) console.error(`${command.join(' ')} ended by itself (${code}): ${said.join('')}`)
  })
  return {
    pid: child.pid ?? 0,
    stop: async () => {
      isStopping = true
      process.off('exit', kill)
      if (child.exitCode !== null || child.signalCode !== null) return
      const ended = once(child, 'exit')
      child.kill('SIGTERM')
      await Promise.race([ended, delay(2000, undefined, { ref: false }).then(kill)])
    },
  }
}

function listen({ stdout, stderr }: ChildProcess): string[] {
  const said: string[] = []
  for (const stream of [stdout, stderr])
    stream?.setEncoding('utf8').on('data', (text: string) => {
      if (said.length < SAID_MAX) said.push(text)
    })
  return said
}

/** Resolves when something answers there, whatever it says. */
export async function untilAnswering(url: string, everyMs = 20): Promise<void> {
  for (const giveUp = Date.now() + READY_MS_MAX; Date.now() < giveUp;) {
    await delay(everyMs)
    try {
      await (await fetch(url, { redirect: 'manual' })).arrayBuffer()
      return
    } catch {
      // Nothing listens yet.
    }
  }
  throw new Error(`nothing answers at ${url}`)
}

/** Processor time of a process so far, in all its threads: what other work on the machine does to it is little. */
export async function processorMs(pid: number): Promise<number> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8')
  // After the name, which may hold anything: user time is the twelfth, system time the next, in hundredths.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return (Number(fields[11]) + Number(fields[12])) * 10
}
