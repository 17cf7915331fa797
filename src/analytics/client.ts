// Who asks: what is kept of a User-Agent.
import { isbot } from 'isbot'
import { platformOf } from './client-platform.ts'
import { CLIENTS } from './client-table.ts'
import type { ClientClass } from './event.ts'

/** An empty string is "not known". */
export type Client = { name: string; version: string; class: ClientClass; platform: string }

const AGENT_LENGTH_MAX = 1024
/** Up to three numbers and nothing that goes on: four may be an address, a letter makes a commit's hash. */
const VERSION = /^v?(\d{1,4}(?:\.\d{1,4}){0,2})(?![0-9a-z]|\.\d)/i
/** What a build without a version says: `v0.0.0+unknown`. */
const NO_VERSION = /^[0.]+$/
const PRODUCT = /^([a-z][a-z0-9._-]{0,31})\//i
const HOST_LIKE = /\.[a-z]/
const HEX_LIKE = /[0-9a-f]{8}/
const DIGITS_MAX = 3

/** Known clients by the table; of any other the product name alone, and that only if it can be nothing else. */
export function clientOf(userAgent: string | null): Client {
  const agent = (userAgent ?? '').slice(0, AGENT_LENGTH_MAX)
  for (const row of CLIENTS) {
    const match = row.agent.exec(agent)
    if (match === null) continue
    const { v = '', os = '', arch = '' } = match.groups ?? {}
    // What says it is a browser may be a crawler, or a browser that nobody looks at.
    if (row.class === 'browser' && isbot(agent))
      return { name: 'bot', version: '', class: 'unknown', platform: '' }
    const name = row.name ?? productOf(agent)
    return { name, version: versionOf(v), class: row.class, platform: platformOf(os, arch) }
  }
  return { name: productOf(agent), version: '', class: 'unknown', platform: '' }
}

/** `1.27.8-2.rhaos4.14.gitbfac241.el9` is 1.27.8: flavours and hashes are left out. */
function versionOf(text: string): string {
  const version = VERSION.exec(text)?.[1] ?? ''
  return NO_VERSION.test(version) ? '' : version
}

/**
 * The word before the first slash, unless it might name a machine or a person: a host, or enough digits for an
 * address, a date, a telephone number or an id, however they are set apart. An e-mail address has no such word.
 */
function productOf(agent: string): string {
  const product = (PRODUCT.exec(agent)?.[1] ?? '').toLowerCase()
  const digits = product.replaceAll(/\D/g, '').length
  const isSuspect =
    digits > DIGITS_MAX || HOST_LIKE.test(product) || HEX_LIKE.test(product.replaceAll(/[._-]/g, ''))
  return isSuspect ? '' : product
}
