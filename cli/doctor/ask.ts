// One request of a pull, with every step of the way to its host.
import { type IncomingMessage, request } from 'node:http'
import type { Socket } from 'node:net'
import { isLoopback } from '../../src/routing/loopback.ts'
import { DOCTOR_AGENT } from '../gateway/agent.ts'
import { reasonOf } from '../gateway/reason.ts'
import { Blocked, type Step, allow } from './blocked.ts'
import { connect, endpointOf, secure } from './connect.ts'
import { SET_PROXY, proxyFor } from './proxy.ts'
import type { Trail } from './trail.ts'
import { tunnel } from './tunnel.ts'

/** Manifests and configurations are far smaller; a layer is never asked for. */
const BODY_BYTES_MAX = 8 * 1024 * 1024
/** More than a signed address or a token forgives. */
const SKEW_SECONDS_MAX = 60

export type Asked = { status: number; headers: Headers; body: ArrayBuffer; url: URL }

export async function ask(
  trail: Trail,
  step: Step,
  url: URL,
  headers: Record<string, string> = {},
): Promise<Asked> {
  const { hostname } = endpointOf(url)
  trail.meet(url)
  if (url.protocol === 'http:' && !isLoopback(url.hostname))
    throw new Blocked(step, hostname, {
      why: 'it leads to plain http, which clients refuse',
      advice: 'tell whoever runs the registry',
      isBetween: false,
    })
  const socket = await reach(trail, url)
  const signal = AbortSignal.timeout(trail.timeoutMs * 2)
  try {
    const asked = request({
      method: 'GET',
      path: url.pathname + url.search,
      headers: {
        Host: url.host,
        'User-Agent': DOCTOR_AGENT,
        'Accept-Encoding': 'identity',
        Connection: 'close',
        ...headers,
      },
      createConnection: () => socket,
      signal,
    })
    const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>()
    asked.once('response', resolve).once('error', reject).end()
    const response = await promise
    const body = await readAll(response)
    const answer = {
      status: response.statusCode ?? 0,
      headers: new Headers(plainHeaders(response)),
      body,
      url,
    }
    warnOfSkew(trail, hostname, answer.headers.get('Date'))
    return answer
  } catch (error) {
    const why = signal.aborted
      ? `it takes the request and does not answer within ${(trail.timeoutMs * 2) / 1000} s`
      : reasonOf(error)
    throw new Blocked(step, hostname, { why, advice: allow(hostname) })
  } finally {
    socket.destroy()
  }
}

async function reach(trail: Trail, url: URL): Promise<Socket> {
  const { hostname, port } = endpointOf(url)
  const proxy = proxyOf(trail, url)
  const socket = proxy === null ? await connect(trail, { hostname, port }) : await tunnel(trail, proxy, url)
  return url.protocol === 'https:' ? secure(trail, socket, hostname) : socket
}

function proxyOf(trail: Trail, url: URL): URL | null {
  try {
    return proxyFor(url, trail.env)
  } catch (error) {
    throw new Blocked('proxy', endpointOf(url).hostname, {
      why: reasonOf(error),
      advice: SET_PROXY,
    })
  }
}

/** What there is of it, as far as it is of interest. */
async function readAll(response: IncomingMessage): Promise<ArrayBuffer> {
  const chunks: Uint8Array[] = []
  let length = 0
  const body: AsyncIterable<Uint8Array> = response
  for await (const chunk of body) {
    length += chunk.length
    if (length > BODY_BYTES_MAX) break
    chunks.push(chunk)
  }
  return new Blob(chunks).arrayBuffer()
}

function plainHeaders({ headers }: IncomingMessage): [string, string][] {
  return Object.entries(headers).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, [value].flat().join(', ')]],
  )
}

function warnOfSkew(trail: Trail, hostname: string, date: string | null): void {
  const seconds = date === null ? NaN : Math.round((Date.now() - Date.parse(date)) / 1000)
  if (Math.abs(seconds) > SKEW_SECONDS_MAX)
    trail.warn(
      `the clock of this machine is ${Math.abs(seconds)} s ${seconds > 0 ? 'ahead of' : 'behind'} that of ${hostname}; certificates, tokens and signed addresses depend on it`,
    )
}
