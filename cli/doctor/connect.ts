// The way to a host, one layer after the other: a name, a connection, a certificate.
import { lookup } from 'node:dns/promises'
import { type Socket, connect as connectTcp } from 'node:net'
import { type TLSSocket, connect as connectTls } from 'node:tls'
import { codeOf, reasonOf } from '../gateway/reason.ts'
import { Blocked, allow } from './blocked.ts'
import type { Trail } from './trail.ts'

export type Endpoint = { hostname: string; port: number }

export function endpointOf(url: URL): Endpoint {
  const port = url.port === '' ? (url.protocol === 'https:' ? 443 : 80) : Number(url.port)
  return { hostname: url.hostname.replace(/^\[|\]$/g, ''), port }
}

/** A connection by the first family that takes one; IPv6 is tried as well, since Go programs prefer it. */
export async function connect(trail: Trail, { hostname, port }: Endpoint): Promise<Socket> {
  const isKnown = trail.hops.some(({ step, host }) => step === 'TCP' && host === hostname)
  const addresses = await resolve(trail, hostname)
  const failures: string[] = []
  let socket: Socket | null = null
  for (const { address, family } of addresses) {
    if (socket !== null && isKnown) break
    const begun = Date.now()
    try {
      const open = await opened(() => connectTcp({ host: address, port, family }), trail.timeoutMs)
      trail.passed('TCP', hostname, `${address} port ${port}, ${Date.now() - begun} ms`)
      if (socket === null) socket = open
      else open.destroy()
    } catch (error) {
      // A machine without IPv6 says so at once, and nobody waits for it.
      if (codeOf(error) !== 'ENETUNREACH' && codeOf(error) !== 'EADDRNOTAVAIL')
        failures.push(`IPv${family} to ${hostname} (${address}) does not work: ${reasonOf(error)}`)
    }
  }
  if (socket !== null) {
    for (const failure of failures) trail.warn(`${failure}; programs that try it first are slow or fail`)
    return socket
  }
  const why = failures.length > 0 ? failures.join('; ') : 'this machine has no way to its addresses'
  const advice = `see whether others reach it, by its status page or from another network: if not, it is down; if so, ${allow(hostname)} (port ${port})`
  throw new Blocked('TCP', hostname, { why, advice })
}

async function resolve(trail: Trail, hostname: string) {
  try {
    const late = AbortSignal.timeout(trail.timeoutMs)
    const { promise: tooLate, reject } = Promise.withResolvers<never>()
    late.addEventListener('abort', () => reject(new Error('DNS does not answer in time')))
    const addresses = await Promise.race([lookup(hostname, { all: true, order: 'ipv4first' }), tooLate])
    trail.passed(
      'DNS',
      hostname,
      addresses
        .map(({ address }) => address)
        .slice(0, 3)
        .join(', '),
    )
    return [4, 6].flatMap((family) => addresses.find((one) => one.family === family) ?? [])
  } catch (error) {
    const advice = `see whether ${hostname} is spelt right, and let the DNS server of this network answer for it; some block by answering that there is no such name`
    throw new Blocked('DNS', hostname, { why: reasonOf(error), advice })
  }
}

/** TLS over an open connection, with the certificate checked as docker would. */
export async function secure(trail: Trail, socket: Socket, hostname: string): Promise<TLSSocket> {
  const servername = /^[\d.]+$|:/.test(hostname) ? undefined : hostname
  let seen: TLSSocket | null = null
  try {
    const secured = await opened(() => {
      // Not rejected here: an interceptor is found by what it shows.
      seen = connectTls({
        socket,
        rejectUnauthorized: false,
        ALPNProtocols: ['http/1.1'],
        ...(servername === undefined ? {} : { servername }),
      })
      return seen
    }, trail.timeoutMs)
    const { issuer, valid_from: from, valid_to: to } = secured.getPeerCertificate()
    const by = nameOf(issuer)
    const { authorizationError } = secured
    if (!secured.authorized) throw untrusted(hostname, by, { error: authorizationError, from, to })
    trail.passed('TLS', hostname, `certificate by ${by}`)
    return secured
  } catch (error) {
    socket.destroy()
    if (error instanceof Blocked) throw error
    const isReset =
      ['ECONNRESET', 'EPIPE'].includes(codeOf(error)) || /disconnected before secure/.test(String(error))
    const why = isReset
      ? 'the connection is cut as soon as the name is said: a firewall that reads it (SNI)'
      : reasonOf(error)
    throw new Blocked('TLS', hostname, { why, advice: allow(hostname) })
  }
}

type Certificate = { error: unknown; from: string; to: string }

function untrusted(hostname: string, issuer: string, { error, from, to }: Certificate): Blocked {
  const code = error instanceof Error ? codeOf(error) || error.message : String(error)
  if (/EXPIRED|NOT_YET_VALID/.test(code)) {
    const why = `its certificate holds from ${from} to ${to}, and this machine's clock says ${new Date().toISOString()}`
    return new Blocked('TLS', hostname, {
      why,
      advice: 'set the clock of this machine, or tell whoever runs the host',
      isBetween: false,
    })
  }
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID')
    return new Blocked('TLS', hostname, {
      why: `its certificate, issued by ${issuer}, is for other names`,
      advice: `see where ${hostname} leads from here: another server answers in its place, or whoever runs it has set up the wrong certificate`,
    })
  const why = `its certificate was issued by ${issuer}, which this machine does not trust (${code}): a proxy that reads the traffic, or the wrong host`
  const advice = `let ${hostname} through unread, or install the authority of ${issuer} where docker and the nodes look for it`
  return new Blocked('TLS', hostname, { why, advice })
}

function nameOf(issuer: Partial<Record<string, string | string[]>> | undefined): string {
  const name = issuer?.['O'] ?? issuer?.['CN'] ?? 'nobody'
  // What a stranger wrote goes to a terminal.
  return [name]
    .flat()
    .join(', ')
    .replace(/[^\x20-\x7e]/g, '?')
    .slice(0, 80)
}

/** Resolves once it is connected; a hang is a failure. */
export async function opened<T extends Socket>(open: () => T, timeoutMs: number): Promise<T> {
  const socket = open()
  const { promise, resolve, reject } = Promise.withResolvers<T>()
  const timer = setTimeout(() => {
    socket.destroy()
    reject(new Error(`nothing answers within ${timeoutMs / 1000} s: a firewall that drops it without a word`))
  }, timeoutMs)
  socket.once('error', reject)
  socket.once('close', () =>
    reject(Object.assign(new Error('the connection was closed'), { code: 'ECONNRESET' })),
  )
  socket.once('encrypted' in socket ? 'secureConnect' : 'connect', () => resolve(socket))
  try {
    return await promise
  } finally {
    clearTimeout(timer)
  }
}
