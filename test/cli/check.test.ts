// `fairlead check` before two registries, as people run it.
import { writeFile } from 'node:fs/promises'
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
      const { code, out } = await fairlead(['check', pair.routes])
      expect([code, out]).toEqual([1, expect.stringContaining(words)])
    },
    30_000,
  )

  it('says why nothing could be pulled there to see', async () => {
    await ghcr.setSwitches({ failures: [{ on: ['manifest'], as: 'wrong-bytes' }] })
    const { code, out } = await fairlead(['check', pair.routes])
    expect(code).toBe(0)
    expect(out).toMatch(
      /Warning: upstreams\.ghcr: how it gives out blobs was not seen: upstream ghcr .*digest/,
    )
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
    expect([code, err]).toEqual([0, ''])
    expect(out).toContain('how it gives out blobs was not seen: upstream ghcr cannot be reached')
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
