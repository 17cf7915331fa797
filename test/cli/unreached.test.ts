// `fairlead check` and `verify` before registries that cannot be reached, or take a request and never answer.
import { createServer } from 'node:net'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import * as z from 'zod'
import { createWorkspace } from '../clients/workspace.ts'
import { findPort } from '../registry/port.ts'
import { CERTIFICATE, KEY } from './doctor/certificate.ts'
import { before, fairlead, writeRoutes } from './fairlead.ts'
import { type Standing, listening, serveStandIn, serveWeb } from './web.ts'

/** A port where nothing listens is one of these. */
const REFUSED = 'the connection is refused: nothing listens there, or a firewall says no'
const WITHOUT_PROXY = { HTTPS_PROXY: '', https_proxy: '' }

const workspace = await createWorkspace()
let quay: Standing
beforeAll(async () => {
  quay = await serveStandIn('jetstack')
  workspace.later(quay.stop)
}, 60_000)
afterEach(() => {
  quay.instead.answer = () => null
})
afterAll(() => workspace.cleanUp(), 60_000)

async function routesOf(upstreams: Record<string, { registry: string; namespace?: string }>) {
  const folder = await workspace.folder(Object.keys(upstreams).join('-'))
  return writeRoutes(folder, { upstreams, repositories: { 'cert-manager-controller': {} } })
}

describe('a registry that cannot be reached', { timeout: 60_000 }, () => {
  it('makes nothing look compared, of whichever repository, where it is the target', async () => {
    const names = ['cert-manager-controller', 'cert-manager-webhook', 'charts/cert-manager']
    const nobody = { registry: `http://127.0.0.1:${await findPort()}` }
    const upstreams = { quay: { registry: quay.url, namespace: 'jetstack' }, nobody }
    const repositories = Object.fromEntries(names.map((name) => [name, {}]))
    const file = await writeRoutes(await workspace.folder('target'), { upstreams, repositories })
    const ask = (...more: string[]) => fairlead(['--routes', file, ...more], WITHOUT_PROXY)
    const { code, out } = await ask('--json', 'verify', '--from', 'quay', '--to', 'nobody')
    const answer = z
      .object({ repositories: z.array(z.object({ repository: z.string(), state: z.string() })) })
      .parse(JSON.parse(out))
    expect(code).toBe(2)
    expect(answer.repositories).toEqual(names.map((repository) => ({ repository, state: 'unreadable' })))
    const table = (await ask('verify', '--from', 'quay', '--to', 'nobody')).out
    expect(table.match(/not compared$/gm)).toHaveLength(names.length)
  })

  it('is not asked for a pattern instead of names', async () => {
    const file = await routesOf({
      quay: { registry: quay.url, namespace: 'jetstack' },
      other: { registry: quay.url },
    })
    const { code, err } = await fairlead(['--routes', file, 'verify', '--repository', 'charts/*'])
    expect([code, err]).toEqual([2, expect.stringContaining('"charts/*" is a pattern: name each repository')])
  })

  it('is told of with the cause in the same sentence, and without what is secret', async () => {
    const nobody = `http://127.0.0.1:${await findPort()}`
    const itself = await serveWeb(() => new Response(), { key: KEY, cert: CERTIFICATE })
    workspace.later(itself.stop)
    const file = await routesOf({
      refused: { registry: nobody },
      unknown: { registry: 'https://registry.nowhere.invalid' },
      itself: { registry: itself.url },
      plain: { registry: quay.url.replace('http:', 'https:') },
      quay: { registry: quay.url, namespace: 'jetstack' },
    })
    const Location = `${nobody}/list?sig=SECRET`
    quay.instead.answer = ({ url }) =>
      url.includes('/tags/') ? new Response(null, { status: 307, headers: { Location } }) : null
    const { code, out } = await fairlead(['check', file], WITHOUT_PROXY)
    // Any of them may be this machine's network.
    expect(code).toBe(2)
    expect(out.split('\n').filter((line) => /^[x?] {2}|^Warning/.test(line))).toEqual([
      `?  upstreams.refused: upstream refused cannot be reached: ${REFUSED}`,
      '?  upstreams.unknown: upstream unknown cannot be reached: its name is not known to DNS',
      '?  upstreams.itself: upstream itself cannot be reached: its certificate is signed by itself',
      '?  upstreams.plain: upstream plain cannot be reached: what answers there does not speak TLS',
      `?  upstreams.quay: how it gives out blobs was not seen: upstream quay (at ${new URL(nobody).host}, to which it redirects) cannot be reached: ${REFUSED}`,
    ])
    const pair = ['--from', 'refused', '--to', 'unknown']
    const verified = await fairlead(['--routes', file, 'verify', ...pair], WITHOUT_PROXY)
    expect(verified.code).toBe(2)
    expect(verified.out).toContain(
      `?  cert-manager-controller: upstream refused cannot be reached: ${REFUSED}\n`,
    )
    expect(out + verified.out).not.toContain('SECRET')
  })

  it('may be behind a proxy that cannot be', async () => {
    const file = await routesOf({ elsewhere: { registry: 'https://registry.example.net' } })
    const HTTPS_PROXY = `http://user:hidden@127.0.0.1:${await findPort()}`
    const { out } = await fairlead(['check', file], { HTTPS_PROXY, NO_PROXY: '' })
    expect(out).toContain(`elsewhere cannot be reached: ${REFUSED} (asked through HTTPS_PROXY)\n`)
    expect(out).not.toContain('hidden')
  })
})

/** What takes 20 seconds takes 2. */
const HASTY = before(`const timeout = AbortSignal.timeout; AbortSignal.timeout = (ms) => timeout(ms / 10)`)

/** Many tags of one image, in quay's place. */
async function answerTags(request: Request): Promise<Response | null> {
  if (request.url.includes('/tags/'))
    return Response.json({ name: 'many', tags: Array.from({ length: 23 }, (_, patch) => `v9.0.${patch}`) })
  if (!/manifests\/v9/.test(request.url)) return null
  return fetch(request.url.replace(/v9\.0\.\d+/, 'v1.19.0'), {
    headers: { Accept: request.headers.get('Accept') ?? '*/*' },
  })
}

describe('a registry that never answers', { timeout: 60_000 }, () => {
  it('is asked a few times, and not for the rest', async () => {
    let asked = 0
    const silent = await listening(createServer((socket) => socket.once('data', () => (asked += 1))))
    workspace.later(silent.stop)
    quay.instead.answer = answerTags
    const file = await routesOf({
      quay: { registry: quay.url, namespace: 'jetstack' },
      silent: { registry: silent.url },
    })
    const env = { ...WITHOUT_PROXY, ...HASTY }
    const { code, out } = await fairlead(['--routes', file, 'verify', '--tags', '23'], env)
    expect(code).toBe(2)
    // Six at a time, each of them three times.
    expect(asked).toBe(18)
    const said = out.split('\n').filter((line) => line.startsWith('?'))
    expect(said).toEqual([
      '?  cert-manager-controller: upstream silent did not answer within 20 s (3 times in a row, so that it was not asked for the rest)',
    ])
  })
})
