// A copy of the project as somebody has it who has just cloned it and said `npm ci`.
import { execFile } from 'node:child_process'
import { cp, symlink, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { startDaemon } from '../clients/daemon.ts'
import { findPort } from '../clients/port.ts'

const PROJECT = resolve(import.meta.dirname, '../..')
const COMMAND_MS_MAX = 120_000

export type Checkout = {
  /** Runs one command line in it, as the shell of the person would; throws with what it printed. */
  run: (command: string) => Promise<string>
  /** `npm start` in it; the command lines that follow speak to that. */
  start: (...args: string[]) => Promise<() => Promise<unknown>>
}

/** `env`: variables that the person has set. */
export async function createCheckout(folder: string, env: Record<string, string>): Promise<Checkout> {
  const { stdout } = await promisify(execFile)('git', ['ls-files', '-z'], { cwd: PROJECT })
  for (const file of stdout.split('\0').filter((each) => each !== ''))
    await cp(join(PROJECT, file), join(folder, file))
  await symlink(join(PROJECT, 'node_modules'), join(folder, 'node_modules'))
  // A curl that gets a 404 would be content.
  await writeFile(join(folder, '.curlrc'), 'fail\n')
  const ports = { PORT: String(await findPort()), REGISTRY_PORT: String(await findPort()) }
  const environment = { ...process.env, ...env, HOME: folder }
  const here = (command: string) =>
    command
      .replaceAll('https://downloads.example.org', `http://localhost:${ports.PORT}`)
      .replaceAll(/localhost:8787|(?<![=/])downloads\.example\.org(?=\/)/g, `localhost:${ports.PORT}`)
  return {
    run: async (command) => {
      const options = { cwd: folder, env: environment, timeout: COMMAND_MS_MAX }
      return (await promisify(execFile)('bash', ['-euo', 'pipefail', '-c', here(command)], options)).stdout
    },
    start: async (...args) => {
      const daemon = await startDaemon({
        program: 'npm',
        args: ['start', '--', ...args],
        env: { ...environment, ...ports },
        cwd: folder,
        ready: /Ctrl-C stops everything/,
      })
      return daemon.stop
    },
  }
}
