// `fairlead check` before two registries, as people run it.
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { fairlead, writeRoutes } from './fairlead.ts'
import { type Pair, createPair } from './pair.ts'
import type { Standing } from './web.ts'

let pair: Pair
let quay: Standing
let ghcr: Standing
beforeAll(async () => {
  pair = await createPair()
  ;({ quay, ghcr } = pair)
}, 60_000)
afterEach(() => pair.calm())
afterAll(() => pair.stop(), 60_000)

describe('fairlead check', () => {
  it('tells whether the document says of blobs and tokens what is so', async () => {
    const right = await fairlead(['check', pair.routes])
    expect([right.code, right.err]).toEqual([0, ''])
    expect(right.out).toMatch(/ghcr .* yes +resolve +resolve +http:/)
    const other = { registry: ghcr.url, namespace: 'other', blobs: 'direct', credentials: 'NOBODY_SET_THIS' }
    const file = await writeRoutes(await pair.folder('wrong'), {
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
    const { code, out } = await fairlead(['check', pair.routes])
    expect(code).toBe(1)
    expect(out).toContain('"realms": ["https://tokens.example.net"]')
  })

  it.each([
    [429, 2, '?', 'limits requests (status 429) and could not be looked at; try again in a while'],
    [503, 2, '?', 'answers GET /v2/ with status 503, so it is in trouble now; try again later'],
    [404, 1, 'x', 'answers GET /v2/ with status 404, as no registry does; is "registry" right?'],
    [
      302,
      1,
      'x',
      'answers GET /v2/ with status 302, which leads to registry.example.net, as no registry does; is "registry" right?',
    ],
  ])(
    'says of a registry that answers %i what that is about, and ends with %i',
    async (status, expected, mark, words) => {
      const headers = { Location: 'https://registry.example.net/v2/?sig=SECRET' }
      ghcr.instead.answer = ({ url }) =>
        url.endsWith('/v2/') ? new Response(null, { status, headers }) : null
      const { code, out } = await fairlead(['check', pair.routes])
      expect([code, out]).toEqual([expected, expect.stringContaining(`${mark}  upstreams.ghcr: ${words}`)])
    },
    30_000,
  )

  it('takes nothing that it could not look at for a fault of the document, nor for its being right', async () => {
    ghcr.instead.answer = () => new Response(null, { status: 429 })
    const { code, out } = await fairlead(['check', pair.routes])
    expect([code, out]).toEqual([2, expect.stringContaining('Not checked: nothing is known to be wrong')])
    const json = await fairlead(['--json', 'check', pair.routes])
    expect([json.code, JSON.parse(json.out)]).toMatchObject([
      2,
      {
        ...{ outcome: 'unchecked', valid: true, problems: [], warnings: [] },
        upstreams: [{ unreadable: [] }, { problems: [], unreadable: [expect.stringContaining('429')] }],
      },
    ])
    await quay.setSwitches({ blobs: 'bytes', auth: 'token' })
    const wrong = await fairlead(['--json', 'check', pair.routes])
    expect([wrong.code, JSON.parse(wrong.out)]).toMatchObject([1, { outcome: 'wrong' }])
  })

  it("takes a firewall's page in the place of a registry's answer for neither", async () => {
    ghcr.instead.answer = () =>
      new Response('<html>blocked</html>', { status: 403, headers: { 'Content-Type': 'text/html' } })
    const { code, out } = await fairlead(['check', pair.routes])
    expect([code, out]).toEqual([
      2,
      expect.stringContaining('?  upstreams.ghcr: answers GET /v2/ with a web page'),
    ])
  })

  it('says why nothing could be pulled there to see', async () => {
    await ghcr.setSwitches({ failures: [{ on: ['manifest'], as: 'wrong-bytes' }] })
    const { code, out } = await fairlead(['check', pair.routes])
    expect(code).toBe(2)
    expect(out).toMatch(/\?  upstreams\.ghcr: how it gives out blobs was not seen: upstream ghcr .*digest/)
  })

  it('only warns where a registry that answers has nothing to show, or not without a login', async () => {
    const file = await writeRoutes(await pair.folder('private'), {
      upstreams: { quay: { registry: quay.url, namespace: 'nothing' } },
      repositories: { 'cert-manager-controller': {} },
    })
    const bare = await fairlead(['check', file])
    expect([bare.code, bare.out]).toEqual([0, expect.stringContaining('seen: no image was found there')])
    const text = await readFile(file, 'utf8')
    await writeFile(file, JSON.stringify({ ...JSON.parse(text), auth: 'token' }))
    const { code, out } = await fairlead(['check', file])
    expect([code, out]).toEqual([
      0,
      expect.stringMatching(/Warning: upstreams\.quay: .* was not seen: not found at/),
    ])
  })

  it('says so where a token was needed for a blob, and the registry failed with it', async () => {
    let blobs = 0
    ghcr.instead.answer = ({ url, headers }) => {
      blobs += Number(url.includes('/blobs/') && headers.has('Authorization'))
      return blobs > 1 ? new Response(null, { status: 503 }) : null
    }
    const { code, out } = await fairlead(['check', pair.routes])
    expect([code, out]).toEqual([
      2,
      expect.stringMatching(/\?  upstreams\.ghcr: answers the request for a blob .* status 503/),
    ])
  })

  it('goes by the document alone where the gateway does not answer', async () => {
    const silent = await fairlead(['check', pair.routes], { FAIRLEAD_URL: 'http://127.0.0.1:9' })
    expect([silent.code, silent.err]).toEqual([0, ''])
    const wrong = await fairlead(['check', pair.routes], { FAIRLEAD_URL: 'no address' })
    expect([wrong.code, wrong.err]).toEqual([64, expect.stringContaining('is no address')])
  })

  it('goes on where a registry breaks off in the middle', async () => {
    let blobs = 0
    ghcr.instead.answer = ({ url }) => {
      blobs += Number(url.includes('/blobs/'))
      return blobs > 2 ? Promise.reject(new Error('broken off')) : null
    }
    const { code, out, err } = await fairlead(['check', pair.routes])
    expect([code, err]).toEqual([2, ''])
    expect(out).toContain('?  upstreams.ghcr: how it gives out blobs was not seen: upstream ghcr cannot be')
  })

  it('warns of aliases that lead nowhere or hide a repository', async () => {
    const file = await writeRoutes(await pair.folder('aliases'), {
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
    const file = await writeRoutes(await pair.folder('offline'), { upstreams: {}, repositores: {} })
    const { code, out } = await fairlead(['check', file, '--offline'])
    expect(code).toBe(1)
    expect(out).toContain('repositores: is not a field of the routes document; did you mean "repositories"?')
    expect(out).toContain('repositories: is missing; write {"cert-manager-*": {}}')
  })

  it('names an upstream that another of its name would hide', async () => {
    const file = join(await pair.folder('doubled'), 'routes.json')
    await writeFile(
      file,
      '{\n"upstreams": {\n"a": {"registry": "https://a.example"},\n"a": {"registry": "https://b.example"}},\n"repositories": {}}',
    )
    const { code, out } = await fairlead(['check', file, '--offline'])
    expect(code).toBe(1)
    expect(out).toContain('x  upstreams.a: is at line 3, column 1, and again at line 4, column 1,')
  })
})
