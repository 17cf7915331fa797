// What `npm start` was asked for: its options and the two environment variables, parsed once.
import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { PROJECT } from './project.ts'
import { StartError } from './start-error.ts'
import { type Upstreams, parseUpstreams } from './upstream.ts'

export type LocalOptions = {
  port: number
  registryPort: number
  /** Empty: before the stand-in registry, which is then started too. */
  upstreams: Upstreams
  auth: Auth
  /** What wrangler calls `--persist-to`; it holds `v3/`. */
  state: string
  /** Filled with made-up numbers. */
  demo: boolean
}

/** Where the state is kept unless told otherwise: made-up numbers never meet real ones. */
const STATES = { real: '.wrangler/state', demo: '.wrangler/demo' }

export type Auth = 'anonymous' | 'token'

/** process.env, or a part of it. */
type Environment = Partial<Record<string, string>>

export const HELP = `Runs Fairlead on this machine: no account, no internet.

  npm start [-- OPTIONS]

  --upstream URL   put it before this registry instead of the stand-in; the path is the namespace, as in
                   https://quay.io/jetstack. Give it again for more, in the order of failover
  --auth MODE      anonymous, the default: clients need no token. token: private images, read with the clients'
                   own logins; the stand-in then has one, and the greeting says whose
  --state DIR      keep KV, D1 and the queue there instead of in .wrangler/state
  --demo           with 400 days of made-up numbers, said to be that on every page; kept in .wrangler/demo, away
                   from real ones
  --help           this text

  PORT             the gateway's port, 8787 if not set
  REGISTRY_PORT    the stand-in registry's port, 5050 if not set
  ADMIN_TOKEN      opens the admin API, which is off without it: 16 characters at least; .dev.vars may have it as well
`

/** null when help was asked for. Throws a StartError for anything it does not understand. */
export function parseOptions(args: string[], env: Environment): LocalOptions | null {
  const values = parseValues(args)
  if (values.help) return null
  if (values.state === '') throw new StartError('--state needs a folder')
  const kind = values.demo ? 'demo' : 'real'
  const options = {
    port: parsePort(env, 'PORT', 8787),
    registryPort: parsePort(env, 'REGISTRY_PORT', 5050),
    upstreams: parseUpstreams(values.upstream),
    auth: parseAuth(values.auth),
    state: values.state === undefined ? resolve(PROJECT, STATES[kind]) : resolve(values.state),
    demo: values.demo,
  }
  if (values.upstream.length === 0 && options.port === options.registryPort)
    throw new StartError(`PORT and REGISTRY_PORT are both ${options.port}; set one of them to another port`)
  return options
}

function parseValues(args: string[]) {
  try {
    return parseArgs({
      args,
      options: {
        upstream: { type: 'string', multiple: true, default: [] },
        auth: { type: 'string', default: 'anonymous' },
        state: { type: 'string' },
        demo: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false, short: 'h' },
      },
    }).values
  } catch (error) {
    const [sentence] = (error instanceof Error ? error.message : String(error)).split('. ')
    throw new StartError(`${sentence}; npm start -- --help lists what there is`, { cause: error })
  }
}

function parseAuth(mode: string): Auth {
  if (mode === 'anonymous' || mode === 'token') return mode
  throw new StartError(`--auth ${mode}: there is no such mode; there are anonymous and token`)
}

function parsePort(env: Environment, name: 'PORT' | 'REGISTRY_PORT', otherwise: number): number {
  const text = env[name] ?? ''
  if (text === '') return otherwise
  const port = /^\d{1,5}$/.test(text) ? Number(text) : 0
  if (port < 1 || port > 65_535)
    throw new StartError(`${name}=${text}: not a port; use a number from 1 to 65535`)
  return port
}
