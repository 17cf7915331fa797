// What the client is told when an upstream does not answer 200.
import * as z from 'zod/mini'
import { type ErrorCode, RegistryError } from '../oci/error.ts'
import { bareMediaType } from '../oci/media-type.ts'
import type { Target } from '../routing/routes.ts'
import { discardBody, readBody } from '../body.ts'
import { isPage } from './page.ts'

const BODY_BYTES_MAX = 64 * 1024
const WORDS_LENGTH_MAX = 200

const errorsSchema = z.object({
  errors: z.array(z.object({ code: z.string(), message: z.optional(z.string()) })).check(z.minLength(1)),
})

/**
 * The error for an upstream's answer that is no success; `missing` is the code for "it has no such thing". Anything
 * that is no clear word of a registry is a failure of the upstream, so that nobody takes it for an answer.
 *
 * 401 and 403 come after our own token was refused: many registries answer so for what does not exist or is not
 * public, and a client must not be sent looking for credentials that nobody has.
 */
export async function refusalOf(
  response: Response,
  target: Target,
  missing: ErrorCode,
): Promise<RegistryError> {
  const { upstream, repository } = target
  const where = `upstream ${upstream.name} (${repository})`
  const words = await upstreamWords(response)
  const { status } = response
  if (status === 429) {
    const headers = retryAfter(response)
    return new RegistryError('TOOMANYREQUESTS', { message: `${where} limits requests${words}`, headers })
  }
  // A firewall's 403 comes as a page, a registry's as JSON or with nothing.
  if (status === 401 || (status === 403 && !isPage(response))) {
    const message = `${where} has no public repository of that name, or not this part of it${words}`
    return new RegistryError('NAME_UNKNOWN', { message })
  }
  const isWord = !isPage(response)
  if (isWord && (status === 404 || status === 410)) {
    return new RegistryError(missing, { message: `not found at ${where}${words}` })
  }
  if (isWord && status === 400) {
    return new RegistryError('UNSUPPORTED', { message: `${where} refused the request${words}`, status: 400 })
  }
  const message = `${where} answered with ${isPage(response) ? 'a web page and ' : ''}status ${status}${words}`
  const isAboutUpstream = status >= 500 || isPage(response)
  return new RegistryError('UNAVAILABLE', { message, headers: retryAfter(response), isAboutUpstream })
}

/** The same answer without its words: for one that might repeat the credentials it was sent. */
export async function withoutWords(response: Response): Promise<Response> {
  await discardBody(response)
  return new Response(null, { status: response.status, headers: response.headers })
}

function retryAfter(response: Response): Record<string, string> {
  const value = response.headers.get('Retry-After')
  return value !== null && /^[\w ,:+-]{1,40}$/.test(value) ? { 'Retry-After': value } : {}
}

/** `: <what the upstream says>`, or nothing where it does not say it as registries do. */
async function upstreamWords(response: Response): Promise<string> {
  if (bareMediaType(response.headers.get('Content-Type')) !== 'application/json') {
    await discardBody(response)
    return ''
  }
  try {
    const body = await readBody(response, BODY_BYTES_MAX)
    const { errors } = errorsSchema.parse(JSON.parse(new TextDecoder().decode(body ?? undefined)))
    const words = errors[0]?.message ?? errors[0]?.code ?? ''
    // One printable line: the words end up in terminals and events.
    const line = words
      .replace(/[^\x20-\x7e]+/g, ' ')
      .trim()
      .slice(0, WORDS_LENGTH_MAX)
    return line === '' ? '' : `: ${line}`
  } catch {
    return ''
  }
}
