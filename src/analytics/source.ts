// A network address as a source: told apart within a day, and nothing more.
import { HOUR_MS } from './calendar.ts'

const IPV4 = /^(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)(?:\.(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)){3}$/
/** The shape is the URL parser's business; this keeps out what would end the address and begin something else. */
const IPV6_CHARACTERS = /^[0-9a-f:.]{2,45}$/i
const SOURCE_BYTES = 8
const encoder = new TextEncoder()

/**
 * What counts as one network: an IPv4 address, or the /64 of an IPv6 address, since that is what one machine or home
 * is given; the rest of it changes by the hour. Null for what is no address.
 */
export function networkOf(address: string | null): string | null {
  if (address === null) return null
  if (IPV4.test(address)) return address
  const groups = ipv6GroupsOf(address)
  if (groups === null) return null
  // ::ffff:0:0/96 is IPv4 as an IPv6 socket sees it (RFC 4291, 2.5.5.2).
  if (groups.slice(0, 5).every((group) => group === 0) && groups[5] === 0xffff) {
    return groups
      .slice(6)
      .flatMap((group) => [group >> 8, group & 0xff])
      .join('.')
  }
  const prefix = groups.slice(0, 4).map((group) => group.toString(16))
  return `${canonicalIpv6(`${prefix.join(':')}::`)}/64`
}

/** The key of one day. It is thrown away with the day, and then nobody can tell which network a source was. */
export async function importSalt(bytes: ArrayBuffer | Uint8Array): Promise<CryptoKey> {
  return crypto.subtle.importKey('raw', bytes, { name: 'HMAC', hash: 'SHA-256' }, false, ['sign'])
}

/** The first 8 bytes of HMAC-SHA-256, in hexadecimal. */
export async function sourceOf(salt: CryptoKey, network: string): Promise<string> {
  const signature = await crypto.subtle.sign('HMAC', salt, encoder.encode(network))
  return new Uint8Array(signature, 0, SOURCE_BYTES).toHex()
}

/**
 * A message as JSON for a person, in the log or in `parked`: sources are in raw events alone, where the purge finds them,
 * and moments nowhere. What comes back out of it is still counted, and once: an event is known by its hour and id.
 */
export function textWithoutSource(message: unknown): string {
  return JSON.stringify(message, (key, value: unknown) => {
    if (key === 'at' && typeof value === 'number') return value - (value % HOUR_MS)
    return key === 'source' ? '' : value
  })
}

function ipv6GroupsOf(address: string): number[] | null {
  if (!address.includes(':') || !IPV6_CHARACTERS.test(address)) return null
  const canonical = canonicalIpv6(address)
  if (canonical === null) return null
  const [head = [], tail = []] = canonical.split('::').map((side) => (side === '' ? [] : side.split(':')))
  const zeros = Array<string>(8 - head.length - tail.length).fill('0')
  return [...head, ...zeros, ...tail].map((group) => Number.parseInt(group, 16))
}

/** The URL parser reads every spelling of an IPv6 address and writes one: RFC 5952's, in hexadecimal throughout. */
function canonicalIpv6(address: string): string | null {
  const url = URL.parse(`http://[${address}]/`)
  return url === null ? null : url.hostname.slice(1, -1)
}
