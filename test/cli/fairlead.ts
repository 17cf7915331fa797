// The `fairlead` command as a process of its own, the way people run it.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'

const PROGRAM = resolve(import.meta.dirname, '../../cli/fairlead.ts')

export type Ended = { code: number | null; out: string; err: string }

export async function fairlead(args: string[], env: Record<string, string> = {}): Promise<Ended> {
  const own = { ...process.env, NO_COLOR: '1', ...env }
  const child = spawn(process.execPath, [PROGRAM, ...args], { env: own, stdio: ['ignore', 'pipe', 'pipe'] })
  const said = { out: '', err: '' }
  child.stdout.on('data', (chunk) => (said.out += String(chunk)))
  child.stderr.on('data', (chunk) => (said.err += String(chunk)))
  await once(child, 'close')
  return { code: child.exitCode, ...said }
}

/** A routes document in a file. */
export async function writeRoutes(folder: string, document: object): Promise<string> {
  const file = join(folder, 'routes.json')
  await writeFile(file, JSON.stringify(document))
  return file
}
