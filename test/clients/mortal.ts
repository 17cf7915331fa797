// A stand-in registry that can be killed and brought back at the same address, with the same content and no memory.
import { resolve } from 'node:path'
import type { Description } from '../registry/content/description.ts'
import { findPort } from '../registry/port.ts'
import type { RequestLog } from '../registry/request-log.ts'
import type { SwitchesPatch } from '../registry/switches.ts'
import { environmentIn } from './command.ts'
import { type Daemon, startDaemon } from './daemon.ts'
import { NAMESPACE } from './stand-in.ts'
import type { Workspace } from './workspace.ts'

export type Mortal = {
  /** For `--upstream`. */
  url: string
  content: () => Promise<Description>
  /** What it was asked since it was started last. */
  requests: () => Promise<RequestLog['requests']>
  setSwitches: (patch: SwitchesPatch) => Promise<unknown>
  kill: () => Promise<unknown>
  revive: () => Promise<unknown>
}

export async function startMortal(workspace: Workspace, switches: SwitchesPatch): Promise<Mortal> {
  const folder = await workspace.folder(crypto.randomUUID())
  const options = {
    port: await findPort(),
    'cdn-port': await findPort(),
    namespace: NAMESPACE,
    switches: JSON.stringify(switches),
  }
  const start = (): Promise<Daemon> =>
    startDaemon({
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
  let daemon = await start()
  workspace.later(() => daemon.stop())
  const url = `http://127.0.0.1:${options.port}`
  const control = (what: string, init?: RequestInit) => fetch(`${url}/_stand-in/${what}`, init)
  return {
    url: `${url}/${NAMESPACE}`,
    content: async () => (await control('content')).json<Description>(),
    requests: async () => (await (await control('requests')).json<RequestLog>()).requests,
    setSwitches: (patch) => control('switches', { method: 'PUT', body: JSON.stringify(patch) }),
    kill: () => daemon.stop(),
    revive: async () => {
      daemon = await start()
    },
  }
}
