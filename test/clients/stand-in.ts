// The stand-in registry as a process of its own, so that it can be ended whatever becomes of the tests.
import { resolve } from 'node:path'
import type { Description } from '../registry/content/description.ts'
import type { RequestLog } from '../registry/request-log.ts'
import type { SwitchesPatch } from '../registry/switches.ts'
import { environmentIn } from './command.ts'
import { startDaemon } from './daemon.ts'
import { findPort } from '../registry/port.ts'

export const NAMESPACE = 'jetstack'

export type StandIn = {
  url: string
  content: () => Promise<Description>
  requests: () => Promise<RequestLog['requests']>
  forget: () => Promise<unknown>
  stop: () => Promise<unknown>
}

export async function startStandIn(folder: string, switches: SwitchesPatch): Promise<StandIn> {
  const port = await findPort()
  const options = { port: String(port), namespace: NAMESPACE, switches: JSON.stringify(switches) }
  const daemon = await startDaemon({
    what: 'a stand-in registry',
    program: process.execPath,
    args: [
      resolve(import.meta.dirname, '../registry/run.ts'),
      ...Object.entries(options).map(([name, value]) => `--${name}=${value}`),
    ],
    env: environmentIn(folder),
    cwd: folder,
    ready: /stand-in registry on/,
  })
  const url = `http://127.0.0.1:${port}`
  const control = (what: string, method = 'GET') => fetch(`${url}/_stand-in/${what}`, { method })
  return {
    url,
    content: async () => (await control('content')).json<Description>(),
    requests: async () => (await (await control('requests')).json<RequestLog>()).requests,
    forget: () => control('requests', 'DELETE'),
    stop: daemon.stop,
  }
}
