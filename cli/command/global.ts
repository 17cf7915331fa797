// The options that every command has, as values.
import { type Command, InvalidArgumentError } from 'commander'
import * as z from 'zod'
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
