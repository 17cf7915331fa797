// `npm start` as a process of its own, the way people run it.
import { join, resolve } from 'node:path'
import { vi } from 'vitest'
import { z } from 'zod'
import { NODE_WRANGLER } from '../../cli/deploy/wrangler.ts'
import { type Command, commandOf } from './command.ts'
import { startDaemon } from './daemon.ts'
import { findPort } from '../registry/port.ts'

const PROJECT = resolve(import.meta.dirname, '../..')
const statusSchema = z.object({ active_upstream: z.string() })

export type Product = {
  pid: number
  port: number
  registryPort: number
  /** What it printed. */
  output: () => string
  /** As a person would: with wrangler, while it runs. Returns once the gateway goes by it. */
  switchTo: (upstream: string) => Promise<void>
  /** Ctrl-C; returns the exit code. */
  stop: () => Promise<number | null>
  ended: () => Promise<number | null>
}

type Settings = {
  upstreams?: string[]
  port?: number
  registryPort?: number
  demo?: boolean
  auth?: 'token'
  adminToken?: string
}

/** Without upstreams it starts the stand-in registry itself. Its state is kept in the folder. */
export async function startProduct(folder: string, settings: Settings): Promise<Product> {
  const {
    upstreams = [],
    port = await findPort(),
    registryPort = await findPort(),
    demo,
    auth,
    adminToken = '',
  } = settings
  const daemon = await startDaemon({
    what: 'npm start',
    program: process.execPath,
    args: [
      'cli/local/start.ts',
      ...['--state', join(folder, 'state')],
      ...(demo === true ? ['--demo'] : []),
      ...upstreams.flatMap((url) => ['--upstream', url]),
      ...(auth === undefined ? [] : ['--auth', auth]),
    ],
    env: {
      ...process.env,
      PORT: String(port),
      REGISTRY_PORT: String(registryPort),
      ADMIN_TOKEN: adminToken,
    },
    cwd: PROJECT,
    ready: /Ctrl-C stops everything/,
  })
  return {
    pid: daemon.pid,
    port,
    registryPort,
    output: daemon.output,
    switchTo: async (upstream) => {
      await configOf(folder)('put', 'upstream', upstream)
      await vi.waitFor(() => checkActive(port, upstream), { timeout: 10_000 })
    },
    stop: daemon.stop,
    ended: daemon.ended,
  }
}

/** `wrangler kv key` on the CONFIG of the product in that folder, whether or not it is running. */
export function configOf(folder: string): Command {
  const wrangler = commandOf(PROJECT, NODE_WRANGLER.file, NODE_WRANGLER.args)
  const where = ['--local', '--persist-to', join(folder, 'state'), '--binding', 'CONFIG']
  return (verb = '', ...args) => wrangler('kv', 'key', verb, ...where, ...args)
}

async function checkActive(port: number, upstream: string): Promise<void> {
  const answer = await fetch(`http://127.0.0.1:${port}/api/v1/status`)
  const { active_upstream: active } = statusSchema.parse(await answer.json())
  if (active !== upstream) throw new Error(`the active upstream is ${active}, not ${upstream}`)
}
