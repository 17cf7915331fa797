// What one invocation of the Worker has from the platform.
import { type Settings, settingsOf } from './settings.ts'

/** A client waits at most this many times as long as one request to an upstream may take. */
const REQUEST_TIMEOUTS = 3

export type Edge = {
  env: Env
  settings: Settings
  /** Where it was asked, `https://downloads.example.org`; '' for a queue's batch or a cron. */
  origin: string
  /** When whoever asked has waited long enough, milliseconds since 1970; never for a queue's batch or a cron. */
  deadlineAt: number
  /** Called before each request to anybody; throws where there may be no more of them. */
  onRequest: () => void
  /** Reads a file of assets/: it is deployed with the Worker, and given to nobody else. */
  readAsset: (name: string) => Promise<string>
  /** Keeps work alive after the answer is sent. */
  waitUntil: (work: Promise<unknown>) => void
}

/** What asking an upstream takes of that: the command line, which runs in Node, has no more. */
export type Asking = Pick<Edge, 'deadlineAt' | 'onRequest' | 'readAsset' | 'waitUntil'> & {
  /** Where the accounts of upstreams are, by the names that the routes document gives them. */
  env: object
  settings: Pick<Settings, 'upstreamTimeoutMs'>
  /** Why a request to `url` failed, for the person at the command line; the Worker has none: it is not its clients' business. */
  whyOf?: (error: unknown, url: string) => string
}

type Context = Pick<ExecutionContext, 'waitUntil'>

/** What a queue's batch or a cron has. */
export function edgeOf(env: Env, context: Context): Edge {
  return makeEdge(env, context, { settings: settingsOf(env), origin: '', deadlineAt: Infinity })
}

/** What a request has: several upstreams and their token endpoints share one deadline. */
export function edgeOfRequest(env: Env, context: Context, origin: string): Edge {
  const settings = settingsOf(env)
  const deadlineAt = Date.now() + settings.upstreamTimeoutMs * REQUEST_TIMEOUTS
  return makeEdge(env, context, { settings, origin, deadlineAt })
}

type Of = Pick<Edge, 'settings' | 'origin' | 'deadlineAt'>

function makeEdge(env: Env, context: Context, { settings, origin, deadlineAt }: Of): Edge {
  return {
    env,
    settings,
    origin,
    deadlineAt,
    onRequest: doNothing,
    readAsset: (name) => readAssetOf(env, name),
    waitUntil: (work) => context.waitUntil(work),
  }
}

/** What goes on after the answer: no client waits for it any more. */
export function afterwork(edge: Edge): Edge {
  return { ...edge, deadlineAt: Infinity, onRequest: doNothing }
}

async function readAssetOf({ ASSETS }: Env, name: string): Promise<string> {
  const response = await ASSETS.fetch(`https://assets.invalid/${name}`)
  if (response.status === 200) return response.text()
  throw new Error(`assets/${name} is answered with status ${response.status}`)
}

function doNothing(): void {
  // There is nothing to be counted.
}
