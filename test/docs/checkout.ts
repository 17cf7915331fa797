// A copy of the project as somebody has it who has just cloned it and said `npm ci`, with `npm start` running in it.
import { execFile } from 'node:child_process'
import { cp, mkdir, symlink, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { startDaemon } from '../clients/daemon.ts'
import { findPort } from '../registry/port.ts'

const PROJECT = resolve(import.meta.dirname, '../..')
const COMMAND_MS_MAX = 150_000

export type Checkout = {
  port: number
  /** Runs a command line in it, as the shell of the person would; throws with what it printed. */
  run: (command: string) => Promise<string>
  stop: () => Promise<unknown>
}

/** `folder` gets the copy, and beside it a project that names its images at their old home. `env`: what the person set. */
export async function startCheckout(
  folder: string,
  { args, env }: { args: string[]; env: Record<string, string> },
): Promise<Checkout> {
  const checkout = join(folder, 'fairlead')
  await copyTo(checkout)
  await mkdir(join(folder, 'cert-manager'))
  await writeFile(
    join(folder, 'cert-manager', 'values.yaml'),
    'image: quay.io/jetstack/cert-manager-webhook:v1\n',
  )
  // A curl that gets a 404 would be content.
  await writeFile(join(folder, '.curlrc'), 'fail\n')
  const port = await findPort()
  const environment = { ...process.env, ...env, HOME: folder }
  const daemon = await startDaemon({
    what: 'npm start',
    program: 'npm',
    args: ['start', '--', ...args],
    env: { ...environment, PORT: String(port), REGISTRY_PORT: String(await findPort()) },
    cwd: checkout,
    ready: /Ctrl-C stops everything/,
  })
  return {
    port,
    run: async (command) => {
      const options = { cwd: checkout, env: environment, timeout: COMMAND_MS_MAX }
      const shell = ['-euo', 'pipefail', '-c', addressedTo(port, command)]
      return (await promisify(execFile)('bash', shell, options)).stdout
    },
    stop: daemon.stop,
  }
}

/** What the docs call 8787, and what they call the project's own domain, is the one that was started. */
function addressedTo(port: number, command: string): string {
  return command
    .replaceAll('https://downloads.example.org', `http://localhost:${port}`)
    .replaceAll(/localhost:8787|(?<![=/])downloads\.example\.org(?=\/)/g, `localhost:${port}`)
}

async function copyTo(folder: string): Promise<void> {
  const { stdout } = await promisify(execFile)('git', ['ls-files', '-z'], { cwd: PROJECT })
  const files = stdout.split('\0').filter((file) => file !== '')
  for (const file of files) await cp(join(PROJECT, file), join(folder, file))
  await symlink(join(PROJECT, 'node_modules'), join(folder, 'node_modules'))
}
