// The signals that ask a command to stop. They are ours alone, so that everything is ended in order.

const NAMES = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const
const PARENT_CHECK_MS = 500

/**
 * Aborted by the first of them. Miniflare, which the gateway and the stand-in registry run in, listens too and would leave at
 * once, in the middle of a write; its listeners are taken off again. What it starts it ends on exit.
 */
export function stopSignal(): AbortSignal {
  const stopping = new AbortController()
  const stop = () => stopping.abort()
  for (const name of NAMES) process.on(name, stop)
  process.on('newListener', (event: string, listener: () => void) => {
    if (NAMES.some((name) => name === event)) process.nextTick(() => process.off(event, listener))
  })
  stopWithNpm(stop)
  return stopping.signal
}

/** npm, or the shell between npm and us, may be killed without passing the signal on; we are an orphan then. */
function stopWithNpm(stop: () => void): void {
  if (process.env['npm_lifecycle_event'] === undefined) return
  const parent = process.ppid
  setInterval(() => {
    if (process.ppid !== parent) stop()
  }, PARENT_CHECK_MS).unref()
}

export function aborted(signal: AbortSignal): Promise<null> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve(null)
    else signal.addEventListener('abort', () => resolve(null), { once: true })
  })
}
