// `fairlead doctor` on a machine that reaches nobody but a proxy: one that works, and some that do not.
import { writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { connect } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createWorkspace } from '../../clients/workspace.ts'
import { fairlead } from '../fairlead.ts'
import { type Standing, type Web, listening, serveStandIn, serveWeb } from '../web.ts'
import { OUTSIDE } from './certificate.ts'

const IMAGE = 'registry.example.net/jetstack/cert-manager-controller:v1.19.0'
const LOGIN = `Basic ${btoa('user:hidden')}`

const workspace = await createWorkspace()
let standIn: Standing
/** registry.example.net and cdn.example.net, which only the proxy knows the way to. */
let outside: Web
let proxy: Web
let authority: string
/** What the proxy was asked for, and what it does. */
let seen: string[] = []
let rule = { login: null as string | null, refused: '' }

beforeAll(async () => {
  standIn = await serveStandIn('jetstack')
  workspace.later(standIn.stop)
  outside = await serveWeb(answer, { key: OUTSIDE.key, cert: OUTSIDE.certificate })
  workspace.later(outside.stop)
  proxy = await listening(createProxy())
  workspace.later(proxy.stop)
  authority = join(await workspace.folder('authority'), 'authority.pem')
  await writeFile(authority, OUTSIDE.certificate)
}, 60_000)
beforeEach(() => {
  seen = []
  rule = { login: null, refused: '' }
})
afterAll(() => workspace.cleanUp(), 60_000)

/** Blobs are elsewhere, as they are at real registries. */
function answer({ url, headers }: Request): Promise<Response> | Response {
  const { hostname, pathname } = new URL(url)
  if (hostname === 'registry.example.net' && pathname.includes('/blobs/'))
    return new Response(null, {
      status: 307,
      headers: { Location: `https://cdn.example.net${pathname}?sig=SECRET` },
    })
  return fetch(`${standIn.url}${pathname}`, { headers: { Accept: headers.get('Accept') ?? '*/*' } })
}

/** RFC 9110, section 9.3.6: a tunnel for whoever may have one. */
function createProxy() {
  const server = createServer((_request, response) => response.writeHead(405).end())
  server.on('connect', ({ url = '', headers }, client) => {
    seen.push(url)
    client.on('error', () => client.destroy())
    const refuse = (status: string) => client.end(`HTTP/1.1 ${status}\r\nContent-Length: 0\r\n\r\n`)
    if (rule.login !== null && headers['proxy-authorization'] !== rule.login)
      return refuse('407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm="proxy"')
    if (url === rule.refused) return refuse('403 Forbidden')
    const there = connect(outside.port, '127.0.0.1', () => {
      client.write('HTTP/1.1 200 Connection established\r\n\r\n')
      there.pipe(client).pipe(there)
    })
    there.on('error', () => client.destroy())
    client.on('close', () => there.destroy())
  })
  return server
}

const doctor = (login?: string, image = IMAGE) =>
  fairlead(['doctor', image], {
    HTTPS_PROXY: `http://${login === undefined ? '' : `${login}@`}127.0.0.1:${proxy.port}`,
    NODE_EXTRA_CA_CERTS: authority,
    NO_PROXY: '',
  })

describe('fairlead doctor behind a proxy', { timeout: 60_000 }, () => {
  it('walks the whole pull through it, with the login that the variable holds', async () => {
    rule.login = LOGIN
    const { code, out, err } = await doctor('user:hidden')
    expect([code, err]).toEqual([0, ''])
    expect([...new Set(seen)]).toEqual(['registry.example.net:443', 'cdn.example.net:443'])
    expect(out).toMatch(/ok proxy +registry\.example\.net {2}through 127\.0\.0\.1/)
    expect(out).toMatch(/ok TLS +cdn\.example\.net {2}certificate by Example Trust/)
    expect(out).toContain('Nothing is in the way of this pull.')
    expect(out).not.toMatch(/hidden|SECRET/)
    // The names are the proxy's business, and this machine could not resolve them.
    expect(out).not.toMatch(/ok DNS +(?:registry|cdn)\.example\.net/)
  })

  it('goes by the variable in capitals where the other one is set to nothing', async () => {
    const env = { HTTPS_PROXY: `http://127.0.0.1:${proxy.port}`, https_proxy: '', NO_PROXY: '' }
    const { code } = await fairlead(['doctor', IMAGE], { ...env, NODE_EXTRA_CA_CERTS: authority })
    expect([code, new Set(seen)]).toEqual([0, new Set(['registry.example.net:443', 'cdn.example.net:443'])])
  })

  it('sends a login that is not all ASCII as its UTF-8', async () => {
    rule.login = `Basic ${btoa('jos\u00c3\u00a9:\u00e2\u0082\u00ac')}`
    expect((await doctor('jos%C3%A9:%E2%82%AC')).code).toBe(0)
  })

  it.each([
    ['none', undefined],
    ['another', 'user:wrong'],
  ])('says that the proxy wants a login where there is %s', async (_, login) => {
    rule.login = LOGIN
    const { code, out } = await doctor(login)
    expect(code).toBe(1)
    expect(out).toMatch(/Blocked at hop \d+ \(proxy\): 127\.0\.0\.1: the proxy wants a login \(407\)/)
    expect(out).toContain('What to do: ask for the login of the proxy, or to be let through without one.')
    expect(out).not.toContain('wrong')
    expect(seen).toEqual(['registry.example.net:443'])
  })

  it('names the content host that the proxy does not let through', async () => {
    rule.refused = 'cdn.example.net:443'
    const { code, out } = await doctor()
    expect(code).toBe(1)
    expect(out).toMatch(
      /Blocked at hop \d+ \(proxy\): cdn\.example\.net: the proxy 127\.0\.0\.1 answers with status 403/,
    )
    expect(out).toContain('ask for cdn.example.net to be allowed on the proxy 127.0.0.1')
  })

  it('says of a trusted certificate that it is for other names', async () => {
    const { code, out } = await doctor(undefined, 'elsewhere.example.net/a:v1')
    expect(code).toBe(1)
    expect(out).toMatch(
      /\(TLS\): elsewhere\.example\.net: its certificate, issued by Example Trust, is for other names/,
    )
    expect(out).not.toContain('install the authority')
  })

  it.each([
    ['proxy.nowhere.invalid', '(DNS)', 'proxy.nowhere.invalid', 'port 80: its name is not known to DNS'],
    ['http://user:hidden@127.0.0.1:9', '(TCP)', '127.0.0.1', 'port 9: IPv4 to 127.0.0.1'],
    [
      'socks5://user:hidden@127.0.0.1',
      '(proxy)',
      'registry.example.net',
      'holds no http:// or https:// address',
    ],
  ])('says what to set where %s is no proxy', async (HTTPS_PROXY, step, host, why) => {
    const { code, out } = await fairlead(['doctor', IMAGE], { HTTPS_PROXY, NO_PROXY: '' })
    expect(code).toBe(1)
    const [blocked = '', advice = ''] = out.slice(out.indexOf('Blocked at')).split('\n')
    expect(blocked).toContain(`${step}: ${host}: HTTPS_PROXY `)
    expect(blocked).toContain(why)
    expect(advice).toContain(
      'What to do: set HTTPS_PROXY to the address of the proxy, such as http://proxy.example.org:3128, or unset it',
    )
    expect(out).not.toContain('hidden')
  })

  it('goes around it where NO_PROXY says so', async () => {
    const { code, out } = await fairlead(['doctor', IMAGE], {
      HTTPS_PROXY: proxy.url,
      NO_PROXY: '.example.net',
    })
    expect([code, seen]).toEqual([1, []])
    expect(out).toMatch(/Blocked at hop 1 \(DNS\): registry\.example\.net/)
  })
})
