// The product's own isolate, seen through workerd's inspector: apart from the simulators beside it.
import { once } from 'node:events'
import { setTimeout as delay } from 'node:timers/promises'
import { z } from 'zod'
import { portsOf, workerdsBelow } from './process.ts'

const LOOPBACK = '127.0.0.1'
/** As miniflare calls the Worker that wrangler.toml calls fairlead. */
const ISOLATE = 'core:user:fairlead'
const LOOK_MS_MAX = 1000
const ANSWER_MS_MAX = 10_000

const targetsSchema = z.array(z.object({ id: z.string(), webSocketDebuggerUrl: z.string() }))
const answerSchema = z.object({ id: z.number().optional(), result: z.unknown().optional() })
const usageSchema = z.object({
  usedSize: z.number(),
  embedderHeapUsedSize: z.number(),
  backingStorageSize: z.number(),
})

/** Bytes of what is still referred to once all garbage is collected; null if the isolate cannot be asked just now. */
export type FindLiveBytes = () => Promise<number | null>

/** Of the Worker below that process. Its inspector is looked for once: other ports take the question for an attack, and say so. */
export function liveBytesBelow(pid: number): FindLiveBytes {
  let address: string | null = null
  return async () => {
    address ??= await findInspector(pid)
    return address === null ? null : liveBytesAt(address)
  }
}

async function liveBytesAt(address: string): Promise<number | null> {
  const socket = new WebSocket(address)
  try {
    await Promise.race([once(socket, 'open'), tooLong()])
    const ask = askerOf(socket)
    await ask('HeapProfiler.enable')
    await ask('HeapProfiler.collectGarbage')
    const usage = usageSchema.parse(await ask('Runtime.getHeapUsage'))
    return usage.usedSize + usage.embedderHeapUsedSize + usage.backingStorageSize
  } catch {
    return null
  } finally {
    socket.close()
  }
}

async function findInspector(pid: number): Promise<string | null> {
  for (const workerd of await workerdsBelow(pid)) {
    if (!workerd.hasInspector) continue
    for (const port of await portsOf(workerd.pid)) {
      const target = (await targetsAt(port)).find(({ id }) => id === ISOLATE)
      if (target !== undefined) return target.webSocketDebuggerUrl
    }
  }
  return null
}

/** Other ports of the same process speak other things, or nothing. */
async function targetsAt(port: number): Promise<z.infer<typeof targetsSchema>> {
  try {
    const signal = AbortSignal.timeout(LOOK_MS_MAX)
    const response = await fetch(`http://${LOOPBACK}:${port}/json/list`, { signal })
    return targetsSchema.parse(await response.json())
  } catch {
    return []
  }
}

type Ask = (method: string) => Promise<unknown>

function askerOf(socket: WebSocket): Ask {
  const waiting = new Map<number, (result: unknown) => void>()
  socket.addEventListener('message', ({ data }) => {
    // The rest of what comes is the Worker's log.
    const { id, result } = answerSchema.parse(JSON.parse(String(data)))
    if (id === undefined) return
    waiting.get(id)?.(result)
    waiting.delete(id)
  })
  let last = 0
  return (method) => {
    const id = ++last
    const answered = new Promise((resolve) => waiting.set(id, resolve))
    socket.send(JSON.stringify({ id, method, params: {} }))
    return Promise.race([answered, tooLong()])
  }
}

async function tooLong(): Promise<never> {
  await delay(ANSWER_MS_MAX, undefined, { ref: false })
  throw new Error('the inspector does not answer')
}
