// The options that every command has, as values.
import { type Command, InvalidArgumentError } from 'commander'
import * as z from 'zod'
import { UsageFailure } from './failure.ts'
import { type Terminal, createTerminal } from './terminal.ts'

const globalsSchema = z.object({
  gateway: z.string().optional(),
  token: z.string().optional(),
  accessClientId: z.string().optional(),
  accessClientSecret: z.string().optional(),
  routes: z.string().optional(),
  json: z.boolean().default(false),
})

export type Globals = {
  gateway: string | null
  token: string | null
  /** A service token of Cloudflare Access. */
  accessClientId: string | null
  accessClientSecret: string | null
  /** The path of a routes document. */
  routes: string | null
  terminal: Terminal
}

export function globalsOf(command: Command): Globals {
  const options = globalsSchema.parse(command.optsWithGlobals())
  return {
    gateway: given(options.gateway),
    token: given(options.token),
    accessClientId: given(options.accessClientId),
    accessClientSecret: given(options.accessClientSecret),
    routes: given(options.routes),
    terminal: createTerminal({ json: options.json }),
  }
}

const ONLY_A_GATEWAY =
  'only a running gateway knows: leave it out, and give --gateway https://downloads.example.org, or FAIRLEAD_URL'

/** What the commands go by that do not go by a routes document of one's own. */
const WITHOUT_ROUTES: Partial<Record<string, string>> = {
  check: 'the document is the argument, and no other is looked at: leave it out',
  status: ONLY_A_GATEWAY,
  hosts: ONLY_A_GATEWAY,
  doctor: 'a pull asks only for the image: leave it out',
  rewrite: 'a checkout is rewritten by --map alone: leave it out',
}

/** Throws a UsageFailure where a command would not go by the document that was typed, and nobody would notice. */
export function refuseRoutes(command: Command): void {
  const { routes } = command.optsWithGlobals<{ routes?: string }>()
  const why = WITHOUT_ROUTES[command.name()]
  if (routes !== undefined && why !== undefined)
    throw new UsageFailure(`--routes does not apply here, ${why}`)
}

/** A variable that is set to nothing, as CI does with a secret that it has not got, is not set. */
function given(text: string | undefined): string | null {
  return text === undefined || text === '' ? null : text
}

/** For commander: a whole number of at least 1. Throws what commander shows. */
export function count(text: string): number {
  const value = /^\d{1,6}$/.test(text) ? Number(text) : 0
  if (value > 0) return value
  throw new InvalidArgumentError('It must be a whole number of at least 1.')
}
