// `fairlead verify` before two registries, as people run it.
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { fairlead, writeRoutes } from './fairlead.ts'
import { type Pair, createPair } from './pair.ts'
import { type Standing, serveWeb } from './web.ts'

let pair: Pair
let quay: Standing
let ghcr: Standing
beforeAll(async () => {
  pair = await createPair()
  ;({ quay, ghcr } = pair)
}, 60_000)
afterEach(() => pair.calm())
afterAll(() => pair.stop(), 60_000)

const verify = (...args: string[]) => fairlead(['--routes', pair.routes, 'verify', ...args])
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

  it('counts in the end what was compared, and nothing that there was nothing to compare of', async () => {
    quay.instead.answer = ({ url }) =>
      url.includes('/charts/') ? Response.json({ errors: [{ code: 'NAME_UNKNOWN' }] }, { status: 404 }) : null
    const { code, out } = await verify()
    expect([code, out]).toEqual([0, expect.stringContaining('quay has no charts/cert-manager')])
    expect(out).toContain('ghcr holds all that was compared with quay: 1 repository, 2 tags.')
  })

  it('ends with 1 and names what the target lacks', async () => {
    lack(/manifests\/v1\.18\.2$/)
    const { code, out } = await verify()
    expect(code).toBe(1)
    expect(out).toContain('x  cert-manager-controller:v1.18.2: not on ghcr')
    const json = await fairlead(['--routes', pair.routes, '--json', 'verify'])
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

  it.each([
    ['an error', 500, {}, 'answered with status 500'],
    ['no list', 200, { manifests: 5 }, 'answered with something that is not a list of referrers'],
  ])(
    'does not call a referrer missing where their list is %s',
    async (_, status, body, why) => {
      const headers = { 'Content-Type': 'application/vnd.oci.image.index.v1+json' }
      ghcr.instead.answer = ({ url }) =>
        url.includes('/referrers/') ? Response.json(body, { status, headers }) : null
      const { code, out } = await verify()
      expect(code).toBe(2)
      const line =
        /^\?  cert-manager-controller:v1\.19\.0: the list of referrers of sha256:\w+ cannot be read: (.+)$/m
      expect(line.exec(out)?.[1]).toMatch(new RegExp(`^upstream ghcr .*${why}`))
      expect(out).not.toContain('not on ghcr')
      const json = await fairlead(['--routes', pair.routes, '--json', 'verify'])
      expect(JSON.parse(json.out)).toMatchObject({
        outcome: 'unverified',
        repositories: [{ findings: [{ what: 'referrers', kind: 'unreadable' }] }, { findings: [] }],
      })
    },
    30_000,
  )

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
    const file = await writeRoutes(await pair.folder('patterns'), {
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

  it('asks which is meant where the gateway uses one that the document has not got', async () => {
    const status = { active_upstream: 'gitlab', upstreams: [], problems: [], numbers: null }
    const gateway = await serveWeb(() => Response.json(status))
    const { code, err } = await fairlead(['--gateway', gateway.url, '--routes', pair.routes, 'verify'])
    await gateway.stop()
    expect([code, err]).toEqual([
      2,
      `fairlead: the gateway uses "gitlab", which ${pair.routes} has not got; say with which to compare: --from quay or --from ghcr\n`,
    ])
  })
})
