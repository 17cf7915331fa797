// Asking a running gateway, its public API and its control plane.
import * as z from 'zod'
import { isTrusted } from '../../src/routing/origin.ts'
import { CommandFailure, UsageFailure } from '../command/failure.ts'
import type { Globals } from '../command/global.ts'
import { AGENT } from './agent.ts'
import { type Credentials, credentialHeaders } from './credentials.ts'
import { reasonOf } from './reason.ts'

const TIMEOUT_MS = 20_000
/** A switch is verified by the gateway before it is made. */
const CHANGE_TIMEOUT_MS = 120_000

export type Gateway = {
  /** Without / at its end. */
  url: string
  /** A JSON answer of the public API. Throws a CommandFailure that says what to do. */
  read: <T>(path: string, schema: z.ZodType<T>) => Promise<T>
  /** The control plane's answer, whatever its status but those that are about the token. */
  admin: (path: string, init?: { method: string; body: string }) => Promise<Response>
  /** Anybody's answer, redirects not followed. */
  ask: (path: string, init?: RequestInit) => Promise<Response>
}

export function gatewayOf(globals: Pick<Globals, 'gateway'> & Credentials): Gateway {
  const url = addressOf(globals.gateway)
  const ask: Gateway['ask'] = async (path, init = {}) => {
    try {
      const signal = AbortSignal.timeout(init.method === 'PUT' ? CHANGE_TIMEOUT_MS : TIMEOUT_MS)
      const headers = new Headers(init.headers)
      headers.set('User-Agent', AGENT)
      return await fetch(`${url}${path}`, { redirect: 'manual', signal, ...init, headers })
    } catch (error) {
      throw new CommandFailure(`the gateway ${url} cannot be asked: ${reasonOf(error)}`, { cause: error })
    }
  }
  return {
    url,
    ask,
    read: async (path, schema) => {
      const response = await ask(path)
      const value: unknown = await response.json().catch(() => null)
      const answer = schema.safeParse(value)
      if (response.ok && answer.success) return answer.data
      const what = `${url}${path} answers with status ${response.status}`
      throw new CommandFailure(`${what} and not as a Fairlead gateway does; is the address right?`)
    },
    admin: async (path, init) => {
      const credentials = credentialHeaders(globals)
      if (credentials === null)
        throw new UsageFailure(
          `${url} changes nothing without its token: set FAIRLEAD_ADMIN_TOKEN to its ADMIN_TOKEN`,
        )
      const headers = { ...credentials, 'Content-Type': 'application/json' }
      return checked(url, path, await ask(path, { ...init, headers }))
    },
  }
}

const problemSchema = z.union([
  z.string(),
  z.object({ path: z.string(), message: z.string() }).transform(({ path, message }) => `${path}: ${message}`),
])
const errorSchema = z.object({ error: z.string(), problems: z.array(problemSchema).default([]) })

/** The sentence of an error of the control plane, with what is wrong and how to mend it: `{"error": "...", "problems": [...]}`. */
export async function errorOf(response: Response): Promise<string> {
  const value: unknown = await response.json().catch(() => null)
  const answer = errorSchema.safeParse(value)
  if (!answer.success) return `status ${response.status}`
  return [answer.data.error, ...answer.data.problems].join('; ')
}

async function checked(url: string, path: string, response: Response): Promise<Response> {
  const { status } = response
  if (status === 401 || status === 403)
    throw new CommandFailure(
      `${url} does not take the token (${await errorOf(response)}): it must be its ADMIN_TOKEN, or a service token that Cloudflare Access lets in`,
    )
  if (status === 404 && path.startsWith('/admin'))
    throw new CommandFailure(
      `${url} has no control plane (${await errorOf(response)}): give it the secret ADMIN_TOKEN; or is the address right?`,
    )
  if (status >= 300 && status < 400)
    throw new CommandFailure(
      `${url}${path} is redirected, to a login perhaps; the token was not sent on. If Cloudflare Access stands before it, set FAIRLEAD_ACCESS_CLIENT_ID and FAIRLEAD_ACCESS_CLIENT_SECRET to a service token that its policy lets in`,
    )
  return response
}

function addressOf(gateway: string | null): string {
  if (gateway === null)
    throw new UsageFailure('say which gateway: --gateway https://downloads.example.org, or FAIRLEAD_URL')
  const url = URL.canParse(gateway) ? new URL(gateway) : null
  if (url === null || !/^https?:$/.test(url.protocol))
    throw new UsageFailure(`${gateway} is no address; write it as https://downloads.example.org`)
  if (!isTrusted(url))
    throw new UsageFailure(
      `${url.origin} is plain http, which is only for a gateway on this machine: use https://`,
    )
  if (url.username !== '' || url.password !== '')
    throw new UsageFailure(
      'leave the user name and password out of the address; the token goes into FAIRLEAD_ADMIN_TOKEN',
    )
  if (url.pathname !== '/' || url.search !== '' || url.hash !== '')
    throw new UsageFailure(`${gateway} is more than the address of a gateway: write ${url.origin}`)
  return url.origin
}
