// `fairlead verify` and `check` before two registries, as people run them.
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { createWorkspace } from '../clients/workspace.ts'
import { fairlead, writeRoutes } from './fairlead.ts'
import { type Standing, serveStandIn } from './web.ts'

const workspace = await createWorkspace()
let quay: Standing
let ghcr: Standing
let routes: string
beforeAll(async () => {
  quay = await serveStandIn('jetstack')
  workspace.later(quay.stop)
  ghcr = await serveStandIn('other', { auth: 'token' })
  workspace.later(ghcr.stop)
  routes = await writeRoutes(await workspace.folder('routes'), {
    upstreams: {
      quay: { registry: quay.url, namespace: 'jetstack', blobs: 'direct' },
      ghcr: { registry: ghcr.url, namespace: 'other', blobs: 'resolve' },
    },
    repositories: { 'cert-manager-controller': {}, 'charts/cert-manager': {} },
    aliases: { 'jetstack/*': '*' },
  })
}, 60_000)
afterEach(async () => {
  ghcr.instead.answer = () => null
  quay.instead.answer = () => null
  await ghcr.setSwitches({ auth: 'token', failures: [], realm: null })
  await quay.setSwitches({ auth: 'none', tagsPageMax: 100, blobs: 'redirect' })
  ghcr.seen()
})
afterAll(() => workspace.cleanUp(), 60_000)

const verify = (...args: string[]) => fairlead(['--routes', routes, 'verify', ...args])
const lack = (path: RegExp, status = 404) => {
  ghcr.instead.answer = ({ url }) =>
    path.test(url) ? Response.json({ errors: [{ code: 'MANIFEST_UNKNOWN' }] }, { status }) : null
}

describe('fairlead verify', () => {
  it('ends with 0 where the target holds all, tags on several pages and signatures included', async () => {
    await quay.setSwitches({ tagsPageMax: 1 })
    const { code, out, err } = await verify('--blobs')
    expect([code, err]).toEqual([0, ''])
    expect(out).toMatch(/cert-manager-controller +2 +10 +4 +the same/)
    expect(out).toContain('ghcr holds all that was compared with quay: 2 repositories, 3 tags.')
  })

  it('ends with 1 and names what the target lacks', async () => {
    lack(/manifests\/v1\.18\.2$/)
    const { code, out } = await verify()
    expect(code).toBe(1)
    expect(out).toContain('x  cert-manager-controller:v1.18.2: not on ghcr')
    const json = await fairlead(['--routes', routes, '--json', 'verify'])
    expect(JSON.parse(json.out)).toMatchObject({
      from: 'quay',
      to: 'ghcr',
      outcome: 'lacks',
      repositories: [
        { findings: [{ what: 'tag', reference: 'v1.18.2', kind: 'missing' }] },
        { findings: [] },
      ],
    })
  })

  it('ends with 2 where something cannot be read, and does not call it missing', async () => {
    lack(/manifests\/v1\.18\.2$/, 500)
    const { code, out } = await verify()
    expect(code).toBe(2)
    expect(out).toContain('?  cert-manager-controller:v1.18.2: upstream ghcr')
    expect(out).toContain('Not verified')
  }, 30_000)

  it('waits as long as a 429 says and goes on where it was, asking for nothing that it had', async () => {
    let refused = 0
    const answered = new Set<string>()
    const again: string[] = []
    ghcr.instead.answer = ({ url }) => {
      if (!url.includes('/manifests/')) return null
      if (answered.size === 3 && refused < 4) {
        refused += 1
        return new Response(null, { status: 429, headers: { 'Retry-After': '1' } })
      }
      return null
    }
    const note = ghcr.instead.answer
    ghcr.instead.answer = async (request) => {
      const refusal = await note(request)
      if (refusal === null && request.headers.has('Authorization')) {
        if (answered.has(request.url)) again.push(request.url)
        answered.add(request.url)
      }
      return refusal
    }
    const { code } = await verify()
    expect(code).toBe(0)
    expect(refused).toBe(4)
    expect(again).toEqual([])
  }, 30_000)

  it('never lets a pattern that nobody can name look verified', async () => {
    const file = await writeRoutes(await workspace.folder('patterns'), {
      upstreams: {
        quay: { registry: quay.url, namespace: 'jetstack' },
        ghcr: { registry: ghcr.url, namespace: 'other' },
      },
      repositories: { 'cert-manager-*': {}, 'charts/cert-manager': {} },
    })
    const loose = await fairlead(['--routes', file, 'verify'])
    expect(loose.code).toBe(2)
    expect(loose.out).toContain('Warning: "cert-manager-*" was NOT compared')
    const named = await fairlead(['--routes', file, 'verify', '--repository', 'cert-manager-controller'])
    expect(named.code).toBe(0)
    const typo = await fairlead(['--routes', file, 'verify', '--repository', 'cert-manager-contoller'])
    expect(typo.code).toBe(2)
    expect(typo.out).toContain('quay has no cert-manager-contoller')
    quay.instead.answer = ({ url }) =>
      url.includes('/_catalog')
        ? Response.json({ repositories: ['jetstack/cert-manager-webhook', 'x'] })
        : null
    const listed = await fairlead(['--routes', file, 'verify'])
    expect([listed.code, listed.out.includes('cert-manager-webhook')]).toEqual([0, true])
  }, 30_000)

  it.each([
    [2, ['--to', 'gitlab'], 'no upstream is named "gitlab"; there are: quay, ghcr'],
    [64, ['--from', 'ghcr', '--to', 'ghcr'], 'is compared with itself'],
    [2, ['--repository', 'somebody/else'], 'publishes no repository "somebody/else"'],
  ])('ends with %i for %j, with what to write', async (exit, args, words) => {
    const { code, err } = await verify(...args)
    expect([code, err]).toEqual([exit, expect.stringContaining(words)])
  })
})

describe('fairlead check', () => {
  it('tells whether the document says of blobs and tokens what is so', async () => {
    const right = await fairlead(['check', routes])
    expect([right.code, right.err]).toEqual([0, ''])
    expect(right.out).toMatch(/ghcr .* yes +resolve +resolve +http:/)
    const other = { registry: ghcr.url, namespace: 'other', blobs: 'direct', credentials: 'NOBODY_SET_THIS' }
    const file = await writeRoutes(await workspace.folder('wrong'), {
      upstreams: { ghcr: other, quay: { registry: quay.url, namespace: 'jetstack', blobs: 'resolve' } },
      repositories: { 'cert-manager-controller': {} },
    })
    await ghcr.setSwitches({ realm: null })
    const { code, out } = await fairlead(['check', file])
    expect(code).toBe(1)
    expect(out).toContain('x  upstreams.ghcr: gives blobs only to those who have a token')
    expect(out).toContain('NOBODY_SET_THIS is not set here')
    expect(out).toContain('Warning: upstreams.quay: gives blobs to anybody')
    await quay.setSwitches({ blobs: 'bytes' })
    const itself = await fairlead(['check', file])
    expect(itself.out).toContain('x  upstreams.quay: sends blobs itself')
    expect(itself.out).toContain('and to anybody; write "blobs": "direct"')
    expect(itself.out).not.toContain('upstreams.quay: gives blobs to anybody')
  })

  it('names a realm that would not be trusted, and the line to add', async () => {
    await ghcr.setSwitches({ realm: 'https://tokens.example.net/jwt/auth' })
    const { code, out } = await fairlead(['check', routes])
    expect(code).toBe(1)
    expect(out).toContain('"realms": ["https://tokens.example.net"]')
  })

  it.each([
    [429, 'limits requests (status 429) and could not be looked at; try again in a while'],
    [503, 'with status 503, so it is in trouble now; try again later'],
    [404, 'with status 404, as no registry does; is "registry" right?'],
    [302, 'with status 302, which leads to registry.example.net, as no registry does; is "registry" right?'],
  ])(
    'says of a registry that answers %i what that is about',
    async (status, words) => {
      const headers = { Location: 'https://registry.example.net/v2/?sig=SECRET' }
      ghcr.instead.answer = ({ url }) =>
        url.endsWith('/v2/') ? new Response(null, { status, headers }) : null
      const { code, out } = await fairlead(['check', routes])
      expect([code, out]).toEqual([1, expect.stringContaining(words)])
    },
    30_000,
  )

  it('says why nothing could be pulled there to see', async () => {
    await ghcr.setSwitches({ failures: [{ on: ['manifest'], as: 'wrong-bytes' }] })
    const { code, out } = await fairlead(['check', routes])
    expect(code).toBe(0)
    expect(out).toMatch(
      /Warning: upstreams\.ghcr: how it gives out blobs was not seen: upstream ghcr .*digest/,
    )
  })

  it('goes by the document alone where the gateway does not answer', async () => {
    const silent = await fairlead(['check', routes], { FAIRLEAD_URL: 'http://127.0.0.1:9' })
    expect([silent.code, silent.err]).toEqual([0, ''])
    const wrong = await fairlead(['check', routes], { FAIRLEAD_URL: 'no address' })
    expect([wrong.code, wrong.err]).toEqual([64, expect.stringContaining('is no address')])
  })

  it('goes on where a registry breaks off in the middle', async () => {
    let blobs = 0
    ghcr.instead.answer = ({ url }) => {
      blobs += Number(url.includes('/blobs/'))
      return blobs > 2 ? Promise.reject(new Error('broken off')) : null
    }
    const { code, out, err } = await fairlead(['check', routes])
    expect([code, err]).toEqual([0, ''])
    expect(out).toContain('how it gives out blobs was not seen: upstream ghcr cannot be reached')
  })

  it('warns of aliases that lead nowhere or hide a repository', async () => {
    const file = await writeRoutes(await workspace.folder('aliases'), {
      upstreams: { quay: { registry: quay.url } },
      repositories: { 'cert-manager-webhook': {}, 'charts/*': {}, 'trust-manager': {} },
      aliases: { 'cert-*': 'charts/cert-*', old: 'trust-manger', 'jetstack/*': '*', 'x/*': 'y/*' },
    })
    const { code, out } = await fairlead(['check', file, '--offline'])
    expect(code).toBe(0)
    expect(out.split('\n').filter((line) => line.startsWith('Warning'))).toEqual([
      'Warning: aliases.old: leads to "trust-manger", which no repository is: whoever pulls by it is told that there is no such image',
      'Warning: aliases["x/*"]: leads to "y/*", which no repository is: whoever pulls by it is told that there is no such image',
      'Warning: repositories.cert-manager-webhook: is never reached: the alias "cert-*" leads this name to "charts/cert-manager-webhook"',
    ])
    const json = await fairlead(['--json', 'check', file, '--offline'])
    expect(JSON.parse(json.out)).toMatchObject({ valid: true, warnings: { length: 3 } })
  })

  it('does not need anybody else for the document itself', async () => {
    const file = await writeRoutes(await workspace.folder('offline'), { upstreams: {}, repositores: {} })
    const { code, out } = await fairlead(['check', file, '--offline'])
    expect(code).toBe(1)
    expect(out).toContain('repositores: is not a field of the routes document; did you mean "repositories"?')
    expect(out).toContain('repositories: is missing; write {"cert-manager-*": {}}')
  })
  it('names an upstream that another of its name would hide', async () => {
    const file = join(await workspace.folder('doubled'), 'routes.json')
    await writeFile(
      file,
      '{\n"upstreams": {\n"a": {"registry": "https://a.example"},\n"a": {"registry": "https://b.example"}},\n"repositories": {}}',
    )
    const { code, out } = await fairlead(['check', file, '--offline'])
    expect(code).toBe(1)
    expect(out).toContain('x  upstreams.a: is at line 3, column 1, and again at line 4, column 1,')
  })
})
