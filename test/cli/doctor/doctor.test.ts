// Each way in which a network stops a pull, and whether the right hop and host are named for it.
import { type Server, createServer } from 'node:net'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import manifest from '../../../package.json' with { type: 'json' }
import { findPort } from '../../registry/port.ts'
import { fairlead } from '../fairlead.ts'
import { type Standing, listening, serveStandIn, serveWeb } from '../web.ts'
import { CERTIFICATE, KEY } from './certificate.ts'
import { walk as walkFrom } from './walk.ts'

let standIn: Standing
const endings: (() => Promise<void>)[] = []
beforeAll(async () => {
  standIn = await serveStandIn('jetstack')
})
afterEach(async () => {
  standIn.instead.answer = () => null
  await standIn.setSwitches({ auth: 'none', realm: null })
  for (const end of endings.splice(0)) await end()
})
afterAll(() => standIn.stop())

const walk = (env: Record<string, string> = {}) => walkFrom(new URL(standIn.url).host, env)

/** Answers in the registry's place for paths that match. */
function instead(path: RegExp, answer: () => Response): void {
  standIn.instead.answer = ({ url }) => (path.test(url.replace(/^https?:\/\/[^/]+/, '')) ? answer() : null)
}

const blobAt = (location: string) =>
  instead(/\/blobs\//, () => new Response(null, { status: 307, headers: { Location: location } }))
const page = (status: number) => () =>
  new Response('<html><title>Blocked by policy</title></html>', {
    status,
    headers: { 'Content-Type': 'text/html' },
  })

async function serveNet(server: Server): Promise<number> {
  const web = await listening(server)
  endings.push(web.stop)
  return web.port
}

describe('fairlead doctor', () => {
  it('finds nothing in the way of a pull that works, token and content host included', async () => {
    await standIn.setSwitches({ auth: 'token' })
    const agents = new Set<string>()
    standIn.instead.answer = ({ headers }) => {
      agents.add(headers.get('User-Agent') ?? '')
      return null
    }
    const { blocked, trail } = await walk()
    expect([...agents]).toEqual([`fairlead-doctor/${manifest.version}`])
    expect(blocked).toBeNull()
    expect(trail.hops.map(({ step }) => step)).toEqual([
      'DNS',
      'TCP',
      'ping',
      'token',
      'manifest',
      'image',
      'blob',
      'content',
    ])
  })

  it('names a host that DNS does not know', async () => {
    blobAt('https://cdn.nowhere.invalid/blob?signature=SECRET')
    const { blocked, trail, said } = await walk()
    expect(blocked).toMatchObject({ step: 'DNS', host: 'cdn.nowhere.invalid', isBetween: true })
    expect(trail.hosts).toEqual([new URL(standIn.url).host, 'cdn.nowhere.invalid'])
    expect(said).not.toContain('SECRET')
  })

  it('names a port where nothing listens', async () => {
    const { host } = new URL(`http://127.0.0.1:${await findPort()}`)
    blobAt(`http://${host}/blob`)
    const { blocked, said, trail } = await walk()
    expect(blocked).toMatchObject({ step: 'TCP', host: '127.0.0.1' })
    expect(trail.hosts).toEqual([new URL(standIn.url).host, host])
    expect(said).toContain('refused')
  })

  it('names a host that takes the connection and does not answer', async () => {
    const port = await serveNet(createServer())
    blobAt(`http://localhost:${port}/blob`)
    const { blocked, said } = await walk()
    expect(blocked).toMatchObject({ step: 'content', host: 'localhost' })
    expect(said).toContain('does not answer')
  })

  it('names a firewall that cuts the connection when the name is said', async () => {
    const port = await serveNet(createServer((socket) => socket.once('data', () => socket.resetAndDestroy())))
    blobAt(`https://localhost:${port}/blob`)
    const { blocked, said } = await walk()
    expect(blocked).toMatchObject({ step: 'TLS', host: 'localhost' })
    expect(said).toContain('SNI')
  })

  it('names who issued the certificate of a proxy that reads the traffic', async () => {
    const inspecting = await serveWeb(() => new Response(), { key: KEY, cert: CERTIFICATE })
    endings.push(inspecting.stop)
    await standIn.setSwitches({ auth: 'token', realm: `https://localhost:${inspecting.port}/token` })
    const { blocked } = await walk()
    expect(blocked).toMatchObject({ step: 'TLS', host: 'localhost' })
    expect(blocked?.message).toContain('Inspecting Proxy')
  })

  it.each([
    ['the registry', /\/v2\/$/, 'ping', '127.0.0.1'],
    ['the manifest', /\/manifests\/v/, 'manifest', '127.0.0.1'],
    ['the image', /\/manifests\/sha256/, 'image', '127.0.0.1'],
    ['the blob', /\/blobs\//, 'blob', '127.0.0.1'],
  ] as const)('takes a web page in the place of %s for a block page', async (_, path, step, host) => {
    for (const status of [200, 403]) {
      instead(path, page(status))
      const { blocked } = await walk()
      expect(blocked).toMatchObject({ step, host, isBetween: true })
      expect(blocked?.message).toContain('Blocked by policy')
    }
  })

  it('takes a 403 that is not as a registry gives it for a firewall', async () => {
    instead(/\/v2\/$/, () => new Response('no', { status: 403 }))
    expect((await walk()).blocked).toMatchObject({ step: 'ping', isBetween: true })
  })

  it('says that there may be no registry at all, until one has answered', async () => {
    for (const answer of [page(200), () => new Response('not found', { status: 404 })]) {
      instead(/\/v2\/$/, answer)
      const { said } = await walk()
      expect(said).toContain('a block page or a login of the network, or no registry is there')
      expect(said).toContain('check the name of the registry')
    }
    instead(/\/manifests\/v/, page(200))
    expect((await walk()).said).not.toContain('no registry is there')
  })

  it('does not blame the network for what the registry says', async () => {
    const answer = (status: number) => () => Response.json({ errors: [{ code: 'DENIED' }] }, { status })
    for (const status of [401, 403, 404, 429, 503]) {
      instead(/\/manifests\/v/, answer(status))
      expect((await walk()).blocked).toMatchObject({ step: 'manifest', isBetween: false })
    }
  })

  it('finds bytes that were changed on the way', async () => {
    const scanned = await serveWeb(() => new Response('scanned'))
    endings.push(scanned.stop)
    blobAt(`http://localhost:${scanned.port}/blob`)
    const { blocked } = await walk()
    expect(blocked).toMatchObject({ step: 'content', host: 'localhost' })
    expect(blocked?.message).toContain('digest')
  })

  it.each([
    [407, 'proxy', 'localhost', 'login'],
    [403, 'proxy', 'cdn.example.net', 'status 403'],
  ])('says what a proxy that answers %i wants', async (status, step, host, word) => {
    const port = await serveNet(
      createServer((socket) =>
        socket.once('data', () => socket.end(`HTTP/1.1 ${status} No\r\nContent-Length: 0\r\n\r\n`)),
      ),
    )
    blobAt('https://cdn.example.net/blob?signature=SECRET')
    const { blocked, said } = await walk({ HTTPS_PROXY: `http://user:hidden@localhost:${port}` })
    expect(blocked).toMatchObject({ step, host })
    expect(blocked?.message).toContain(word)
    expect(said).not.toMatch(/SECRET|hidden/)
  })

  it('warns of a clock that is wrong', async () => {
    const date = new Date(Date.now() - 3_600_000).toUTCString()
    instead(/\/v2\/$/, () => new Response('{}', { headers: { Date: date } }))
    const { trail } = await walk()
    expect(trail.warnings.join()).toMatch(/clock of this machine is 3[56]\d\d s ahead/)
  })

  it('ends with 1 where a hop is blocked, and says it to programs as well', async () => {
    blobAt('https://cdn.nowhere.invalid/blob?signature=SECRET')
    const image = `${new URL(standIn.url).host}/jetstack/cert-manager-controller:v1.19.0`
    const { code, out } = await fairlead(['--json', 'doctor', image])
    expect(code).toBe(1)
    expect(JSON.parse(out)).toMatchObject({
      ok: false,
      blocked: { step: 'DNS', host: 'cdn.nowhere.invalid' },
    })
    expect(out).not.toContain('SECRET')
  })
})

describe('an image as it is typed', () => {
  it('is latest where no tag is given, which is said, and that a tag gives the whole walk', async () => {
    const image = `${new URL(standIn.url).host}/jetstack/cert-manager-controller`
    const untagged = `no tag is given, so latest is looked for, as docker does; if there is none, give the tag that is meant, as in ${image}:TAG`
    const { code, out } = await fairlead(['doctor', image])
    expect([code, out]).toEqual([1, expect.stringContaining('the registry knows no such image or tag')])
    expect(out.trimStart().split('\n')[0]).toBe(`Warning: ${untagged}.`)
    expect(out).toMatch(/^What to do: give the tag that is meant, .* no latest; or check the name\.$/m)
    const json = await fairlead(['--json', 'doctor', image])
    expect(JSON.parse(json.out)).toMatchObject({ image, reference: 'latest', warnings: [untagged] })
    expect((await fairlead(['doctor', `${image}:v1.19.0`])).out).not.toMatch(/latest|no tag/)
    const unknown = await fairlead(['doctor', `${image}:latest`])
    expect(unknown.out).toMatch(/^What to do: check its name or tag\.$/m)
    expect(unknown.out).not.toContain('Warning')
  })

  it.each(['http://', 'https://', 'HTTPS://', 'ftp://'])('has no %s before it', async (scheme) => {
    const { code, err } = await fairlead(['doctor', `${scheme}quay.io/jetstack/a:v1`])
    const hint = `is no image reference: leave out the ${scheme} before it\n`
    expect([code, err]).toEqual([64, expect.stringContaining(hint)])
  })

  it.each(['oci://', 'docker://'])('may have %s before it', async (scheme) => {
    const { code, out } = await fairlead([
      'doctor',
      `${scheme}${new URL(standIn.url).host}/jetstack/cert-manager-controller:v1.19.0`,
    ])
    expect([code, out]).toEqual([0, expect.stringContaining('Nothing is in the way of this pull.')])
  })
})
