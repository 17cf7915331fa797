// Runs the stand-in registry on two loopback ports. By hand:
//   node test/registry/run.ts --port 5050 --switches '{"auth":"token"}'
import { parseArgs } from 'node:util'
import { z } from 'zod'
import type { Description } from './content/description.ts'
import { findPort } from './port.ts'
import type { RequestLog } from './request-log.ts'
import { Switches, type SwitchesPatch } from './switches.ts'
import { runWorker } from './workerd.ts'

export type RunOptions = {
  port: number
  /** Default: any that is free. */
  cdnPort?: number
  host?: string
  namespace?: string
  switches?: SwitchesPatch
}

export type RunningRegistry = {
  url: string
  cdnUrl: string
  content: () => Promise<Description>
  requests: () => Promise<RequestLog>
  resetRequests: () => Promise<void>
  setSwitches: (patch: SwitchesPatch) => Promise<Switches>
  stop: () => Promise<void>
}

const control = async (url: string, path: string, init?: RequestInit): Promise<Response> => {
  const response = await fetch(`${url}/_stand-in/${path}`, init)
  if (!response.ok) throw new Error(await response.text())
  return response
}

export const startRegistry = async (options: RunOptions): Promise<RunningRegistry> => {
  const { host = '127.0.0.1', namespace = 'jetstack', switches = {} } = options
  const port = await findPort(host, options.port)
  const cdnPort = await findPort(host, options.cdnPort ?? 0)
  const url = `http://${host}:${port}`
  const cdnUrl = `http://${host}:${cdnPort}`
  const vars = {
    ORIGIN: url,
    CDN_ORIGIN: cdnUrl,
    NAMESPACE: namespace,
    SWITCHES: JSON.stringify(Switches.parse(switches)),
  }
  const worker = await runWorker({ host, port, cdnPort }, vars)
  // The first question builds the content; nobody else should have to wait for it.
  await control(url, 'requests')
  return {
    url,
    cdnUrl,
    content: async () => (await control(url, 'content')).json<Description>(),
    requests: async () => (await control(url, 'requests')).json<RequestLog>(),
    resetRequests: async () => {
      await control(url, 'requests', { method: 'DELETE' })
    },
    setSwitches: async (patch) =>
      (await control(url, 'switches', { method: 'PUT', body: JSON.stringify(patch) })).json<Switches>(),
    stop: () => worker.dispose(),
  }
}

const runByHand = async (): Promise<void> => {
  const { values } = parseArgs({
    options: {
      port: { type: 'string', default: '5050' },
      'cdn-port': { type: 'string', default: '0' },
      namespace: { type: 'string', default: 'jetstack' },
      switches: { type: 'string', default: '{}' },
    },
  })
  const registry = await startRegistry({
    port: Number(values.port),
    cdnPort: Number(values['cdn-port']),
    namespace: values.namespace,
    switches: Switches.parse(JSON.parse(values.switches)),
  })
  const stop = () => void registry.stop().then(() => process.exit(0))
  process.once('SIGINT', stop).once('SIGTERM', stop)
  console.log(`stand-in registry on ${registry.url}, its CDN on ${registry.cdnUrl}`)
}

if (import.meta.main) {
  await runByHand().catch((error: unknown) => {
    console.error(error instanceof z.ZodError ? z.prettifyError(error) : String(error))
    process.exitCode = 1
  })
}
