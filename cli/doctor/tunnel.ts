// The way through the proxy that the environment names.
import { type IncomingMessage, request } from 'node:http'
import type { Socket } from 'node:net'
import { reasonOf } from '../gateway/reason.ts'
import { Blocked } from './blocked.ts'
import { connect, endpointOf, secure } from './connect.ts'
import { SET_PROXY } from './proxy.ts'
import type { Trail } from './trail.ts'

/** A connection to `url`'s host, made by the proxy (RFC 9110, section 9.3.6). */
export async function tunnel(trail: Trail, proxy: URL, url: URL): Promise<Socket> {
  const there = endpointOf(proxy)
  trail.meet(proxy)
  const plain = await connect(trail, there).catch((error: unknown) => {
    if (!(error instanceof Blocked)) throw error
    // Its name may be a slip in the variable: `HTTPS_PROXY=on` is the proxy `on`, on port 80.
    const why = `HTTPS_PROXY names it as the proxy, port ${there.port}: ${error.message}`
    const advice = `${SET_PROXY}; if it is right, ${error.advice}`
    throw new Blocked(error.step, there.hostname, { why, advice })
  })
  const socket = proxy.protocol === 'https:' ? await secure(trail, plain, there.hostname) : plain
  const { hostname, port } = endpointOf(url)
  const status = await connectThrough(trail, socket, { proxy, target: `${hostname}:${port}` })
  const host = there.hostname
  if (status === 200) {
    trail.passed('proxy', hostname, `through ${host}`)
    return socket
  }
  socket.destroy()
  if (status === 407)
    throw new Blocked('proxy', host, {
      why: `the proxy wants a login (407) that HTTPS_PROXY does not hold, or takes another`,
      advice: 'ask for the login of the proxy, or to be let through without one',
    })
  const why = `the proxy ${host} answers with status ${status} when asked for ${hostname}:${port}`
  throw new Blocked('proxy', hostname, {
    why,
    advice: `ask for ${hostname} to be allowed on the proxy ${host}`,
  })
}

type Through = { proxy: URL; target: string }

async function connectThrough(trail: Trail, socket: Socket, { proxy, target }: Through): Promise<number> {
  const login = `${decodeURIComponent(proxy.username)}:${decodeURIComponent(proxy.password)}`
  const headers = login === ':' ? {} : { 'Proxy-Authorization': `Basic ${base64(login)}` }
  const signal = AbortSignal.timeout(trail.timeoutMs)
  const asked = request({
    method: 'CONNECT',
    path: target,
    headers: { Host: target, ...headers },
    createConnection: () => socket,
    signal,
  })
  try {
    const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>()
    asked.once('connect', resolve).once('response', resolve).once('error', reject).end()
    return (await promise).statusCode ?? 0
  } catch (error) {
    const why = signal.aborted ? 'the proxy does not answer in time' : reasonOf(error)
    throw new Blocked('proxy', endpointOf(proxy).hostname, {
      why,
      advice: 'check HTTPS_PROXY, or the proxy itself',
    })
  }
}

/** By its bytes in UTF-8, as curl sends it; `btoa` takes bytes alone. */
function base64(text: string): string {
  return btoa(String.fromCharCode(...new TextEncoder().encode(text)))
}
