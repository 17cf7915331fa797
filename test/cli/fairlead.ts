// The `fairlead` command as a process of its own, the way people run it.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'

const PROGRAM = resolve(import.meta.dirname, '../../cli/fairlead.ts')

export type Ended = { code: number | null; out: string; err: string }

export function fairlead(args: string[], env: Record<string, string> = {}): Promise<Ended> {
  return startFairlead(args, env).ended
}

export type Running = {
  /** What it has said so far. */
  said: { out: string; err: string }
  /** As Ctrl-C does. */
  interrupt: () => void
  ended: Promise<Ended>
}

export function startFairlead(args: string[], env: Record<string, string> = {}): Running {
  const own = { ...process.env, NO_COLOR: '1', ...env }
  const child = spawn(process.execPath, [PROGRAM, ...args], { env: own, stdio: ['ignore', 'pipe', 'pipe'] })
  const said = { out: '', err: '' }
  child.stdout.on('data', (chunk) => (said.out += String(chunk)))
  child.stderr.on('data', (chunk) => (said.err += String(chunk)))
  const ended = once(child, 'close').then(() => ({ code: child.exitCode, ...said }))
  return { said, interrupt: () => void child.kill('SIGINT'), ended }
}

/** The environment in which `code` runs in the process before the command does. */
export function before(code: string): Record<string, string> {
  return { NODE_OPTIONS: `--import data:text/javascript,${encodeURIComponent(code)}` }
}

/** As where whoever read what the command says has gone, as in `| head`. */
export const NOBODY_READS = before(`process.stdout.write = () => {
  setImmediate(() => process.stdout.emit('error', Object.assign(new Error('EPIPE'), { code: 'EPIPE' })))
  return true
}`)

/** A routes document in a file. */
export async function writeRoutes(folder: string, document: object): Promise<string> {
  const file = join(folder, 'routes.json')
  await writeFile(file, JSON.stringify(document))
  return file
}
