import { describe, expect, it } from 'vitest'
import example from '../../config/cert-manager.json'
import { parseRoutes } from '../../src/routing/parse.ts'

const minimal = { upstreams: { quay: { registry: 'https://quay.io' } }, repositories: { 'a-*': {} } }

function problemsOf(document: object): string[] {
  return parseRoutes(JSON.stringify(document)).problems ?? []
}

describe('parseRoutes', () => {
  it('takes the worked example', () => expect(problemsOf(example)).toEqual([]))

  it('takes a minimal document and fills in what it leaves out', () => {
    expect(parseRoutes(JSON.stringify(minimal)).document).toMatchObject({
      auth: 'anonymous',
      upstreams: { quay: { registry: 'https://quay.io', namespace: '', blobs: 'auto' } },
      aliases: {},
    })
  })

  it('takes a document behind the byte order mark of an editor', () => {
    expect(parseRoutes(`\uFEFF${JSON.stringify(minimal)}`).problems).toBeNull()
    expect(parseRoutes('\uFEFF{"upstreams":').problems).toEqual(parseRoutes('{"upstreams":').problems)
  })

  it.each(['http://localhost:5000', 'http://127.0.0.1:5000', 'http://[::1]:5000'])(
    'takes plain http to %s',
    (registry) => {
      expect(problemsOf({ ...minimal, upstreams: { quay: { registry } } })).toEqual([])
    },
  )

  const upstream = (fields: object) => ({
    ...minimal,
    upstreams: { quay: { registry: 'https://quay.io', ...fields } },
  })
  it.each([
    ['what is not JSON', '{"upstreams":', 'routes: is not JSON'],
    ['what is not an object', '[]', 'routes: '],
    ['a missing field', { upstreams: minimal.upstreams }, 'repositories: '],
    ['an unknown field', { ...minimal, upstraems: {} }, 'upstraems: is not a field'],
    ['an unknown field further in', upstream({ blob: 'direct' }), 'upstreams.quay.blob: is not a field'],
    ['no upstream', { ...minimal, upstreams: {} }, 'upstreams: must name an upstream'],
    [
      'plain http',
      upstream({ registry: 'http://quay.io' }),
      'upstreams.quay.registry: must begin with https://',
    ],
    [
      'a host that only looks local',
      upstream({ registry: 'http://localhost.evil.example' }),
      'upstreams.quay.registry: ',
    ],
    [
      'a path behind the registry',
      upstream({ registry: 'https://quay.io/jetstack' }),
      'upstreams.quay.registry: must end',
    ],
    [
      'an account in the address',
      upstream({ registry: 'https://u:p@quay.io' }),
      'upstreams.quay.registry: must hold no',
    ],
    ['what is no address', upstream({ registry: 'quay.io' }), 'upstreams.quay.registry: must be'],
    ['a namespace that climbs', upstream({ namespace: '../evil' }), 'upstreams.quay.namespace: must be'],
    [
      'a namespace with a slash at its end',
      upstream({ namespace: 'jetstack/' }),
      'upstreams.quay.namespace: must be',
    ],
    ['an unknown blob mode', upstream({ blobs: 'stream' }), 'upstreams.quay.blobs: '],
    [
      'a secret in place of its name',
      upstream({ credentials: 'user:pw' }),
      'upstreams.quay.credentials: must be the name',
    ],
    [
      'a realm without https',
      upstream({ realms: ['http://gitlab.com'] }),
      'upstreams.quay.realms.0: must begin',
    ],
    [
      'a bad upstream name',
      { ...minimal, upstreams: { 'Quay!': { registry: 'https://quay.io' } } },
      'upstreams["Quay!"]: ',
    ],
    ['a bad repository name', { ...minimal, repositories: { 'a//b': {} } }, 'repositories["a//b"]: must be'],
    ['two wildcards', { ...minimal, repositories: { '*-*': {} } }, 'repositories["*-*"]: must be'],
    [
      'an upstream that does not exist',
      { ...minimal, repositories: { x: { upstream: { ghcr: 'y' } } } },
      'repositories.x.upstream.ghcr: no upstream is named "ghcr"',
    ],
    [
      'a limit to an upstream that does not exist',
      { ...minimal, repositories: { x: { only: ['ghcr'] } } },
      'repositories.x.only.0: no upstream',
    ],
    ['a wildcard that stands for nothing', { ...minimal, aliases: { old: 'a-*' } }, 'aliases.old: has a *'],
    [
      'an alias that hides a repository',
      { ...minimal, aliases: { 'a-*': '*' } },
      'aliases["a-*"]: is a repository as well',
    ],
    [
      'a file route over the registry',
      { ...minimal, files: { '/v2/{x}': 'https://a.example/{x}' } },
      'files["/v2/{x}"]: must not be',
    ],
    [
      'a site without https',
      { ...minimal, sites: { docs: ['http://a.example'] } },
      'sites.docs.0: must begin',
    ],
    ['a mode that there is not', { ...minimal, auth: 'basic' }, 'auth: must be "anonymous" or "token"'],
  ])('refuses %s and names the field', (_what, document, expected) => {
    const problems = typeof document === 'string' ? parseRoutes(document).problems : problemsOf(document)
    expect(problems?.join('\n')).toContain(expected)
  })

  it('names no upstream to take whose own name is wrong', () => {
    const upstreams = { ...minimal.upstreams, 'gh cr': { registry: 'https://ghcr.io' } }
    expect(problemsOf({ upstreams, repositories: { x: { only: ['ghcr'] } } })).toContain(
      'repositories.x.only.0: no upstream is named "ghcr"; there are: quay',
    )
  })

  const pathsOf = (document: object) => problemsOf(document).map((problem) => problem.split(': ')[0])
  it('says in one round what is wrong with fields, with names and across fields', () => {
    const document = {
      auth: 'basic',
      upstreams: { Quay: { registry: 'quay.io' }, ghcr: { registry: 'https://ghcr.io' } },
      repositories: { 'a//b': { onyl: [] }, x: { only: ['gchr'], onyl: [] }, y: {} },
      aliases: { y: 'z-*' },
      files: { '/a/{b}': 'https://a.example/{c}', '/v2/d': 'http://a.example' },
      sites: { 'A B': [] },
    }
    expect(pathsOf(document).toSorted()).toEqual([
      'aliases.y',
      'aliases.y',
      'auth',
      'files["/a/{b}"]',
      'files["/v2/d"]',
      'files["/v2/d"]',
      'repositories.x.only.0',
      'repositories.x.onyl',
      'repositories["a//b"]',
      'repositories["a//b"].onyl',
      'sites["A B"]',
      'sites["A B"]',
      'upstreams.Quay',
      'upstreams.Quay.registry',
    ])
  })

  it.each<[string, object, string[]]>([
    [
      'upstreams that are misspelt',
      { upstraems: {}, repositories: { x: { only: ['a'] } } },
      ['upstreams', 'upstraems'],
    ],
    ['no upstream', { upstreams: {}, repositories: { x: { only: ['a'] } } }, ['upstreams']],
    [
      'an upstream with a mistake',
      { upstreams: { a: 1 }, repositories: { x: { only: ['a'] } } },
      ['upstreams.a'],
    ],
    [
      'a reference that can be no name',
      { ...minimal, repositories: { x: { only: ['A'] } } },
      ['repositories.x.only.0'],
    ],
    [
      'a target that is none',
      { ...minimal, repositories: { x: { upstream: { quay: '*//*' } } } },
      ['repositories.x.upstream.quay'],
    ],
    [
      'lists in the place of objects',
      { upstreams: ['a'], repositories: ['b'], aliases: ['c'], files: ['d'], helm: ['e'], sites: ['f'] },
      ['upstreams', 'repositories', 'aliases', 'files', 'helm', 'sites'],
    ],
  ])('adds nothing that only follows from %s', (_what, document, paths) => {
    expect(pathsOf(document)).toEqual(paths)
  })
})
