import { describe, expect, it } from 'vitest'
import { compileDownloads, findDownload, targetAddress } from '../../src/routing/download.ts'
import { parseRoutes } from '../../src/routing/parse.ts'
import { isReserved } from '../../src/routing/reserved.ts'
import { isSafeValue } from '../../src/routing/template.ts'

const TARGET = 'https://github.com/o/r/releases/download'
const minimal = { upstreams: { quay: { registry: 'https://quay.io' } }, repositories: {} }

function routesOf(fields: object) {
  const { document, problems } = parseRoutes(JSON.stringify({ ...minimal, ...fields }))
  if (document === null) throw new Error(problems.join())
  return compileDownloads(document)
}

/** Where a path leads: the filled-in address, the path in a Helm repository, or why it leads nowhere. */
function leads(fields: object, path: string): string | null {
  const found = findDownload(routesOf(fields), path)
  if (found === null || found === 'unsafe') return found
  const { route, values } = found
  if (route.kind === 'helm') return `${route.source} ${values.get('path') ?? ''}`
  return targetAddress(route.targets[0] ?? '', values)
}

describe('a path leads', () => {
  const files = {
    '/releases/{version}/{file}': `${TARGET}/{version}/{file}`,
    '/releases/{version}/cert-manager.yaml': `${TARGET}/{version}/static.yaml`,
    '/install.yaml': `${TARGET}/v1/install.yaml`,
    '/tool/{name}_{os}.zip': 'https://a.example/{os}/{name}',
    '/mirror/{+path}': 'https://a.example/base/{+path}',
    '/y/{part}': 'https://a.example/.{part}/x',
  }
  const helm = { '/charts': 'https://charts.example/sub/' }
  // prettier-ignore
  it.each([
    ['/releases/v1.19.0/cmctl.tar.gz', `${TARGET}/v1.19.0/cmctl.tar.gz`],
    ['/releases/v1.19.0/cert-manager.yaml', `${TARGET}/v1.19.0/static.yaml`],
    ['/releases/v1.19.0/a/b', null],
    ['/releases/v1.19.0/', null],
    ['/install.yaml', `${TARGET}/v1/install.yaml`],
    ['/install.yaml/x', null],
    ['/tool/cmctl_linux.zip', 'https://a.example/linux/cmctl'],
    ['/mirror/a/b/c.txt', 'https://a.example/base/a/b/c.txt'],
    ['/charts/index.yaml', 'https://charts.example/sub index.yaml'],
    ['/charts/a/b.tgz', 'https://charts.example/sub a/b.tgz'],
    ['/charts', null],
    ['/nowhere', null],
    // Escapes stay as they are.
    ['/releases/v1/a%20b%2Bc+d~%C3%A9%e9%25', `${TARGET}/v1/a%20b%2Bc+d~%C3%A9%e9%25`],
    // What is no segment any more is none.
    ['/releases/v1/..%2f..%2fx', 'unsafe'],
    ['/releases/v1/a%5Cb', 'unsafe'],
    ['/releases/v1/a%0d%0aSet-Cookie:x', 'unsafe'],
    ['/releases/%2e%2e%2f/x', 'unsafe'],
    ['/releases/%252e%252e/x', 'unsafe'],
    ['/releases/v1/a%252fb', 'unsafe'],
    ['/releases/..;/x', 'unsafe'],
    ['/releases/v1/%zz', 'unsafe'],
    ['/mirror//evil.example/x', 'unsafe'],
    ['/mirror/a//b', 'unsafe'],
    ['/y/a', 'https://a.example/.a/x'],
    ['/y/.a', 'https://a.example/..a/x'],
  ])('%s to %s', (path, expected) => expect(leads({ files, helm }, path)).toBe(expected))

  it('to the template with most letters spelled out, wherever it stands', () => {
    const both = { '/a/{+rest}': 'https://one.example/{+rest}', '/a/b/{x}': 'https://two.example/{x}' }
    expect(leads({ files: both }, '/a/b/c')).toBe('https://two.example/c')
    expect(
      leads(
        { files: { '/charts/artifacthub-repo.yml': 'https://a.example/a.yml' }, helm },
        '/charts/artifacthub-repo.yml',
      ),
    ).toBe('https://a.example/a.yml')
  })
})

it('leads nowhere where what a path tells would climb with the letters around it', () => {
  expect(targetAddress('https://a.example/b/.{x}/c', new Map([['x', '.']]))).toBeNull()
  expect(targetAddress('https://a.example/{x}', new Map([['x', '/evil.example']]))).toBe(
    'https://a.example//evil.example',
  )
})

describe('a value', () => {
  it.each(['a', 'v1.19.0', '%20', '...', 'a..b', '%2B', '%25', 'a/b'])(
    '%s may be put into an address',
    (value) => expect(isSafeValue(value)).toBe(true),
  )
  it.each([
    '',
    '.',
    '..',
    '%2e',
    '.%2E',
    'a/../b',
    'a/',
    '/a',
    '\\',
    '%5c',
    '%2F',
    '%25%2f',
    '%2525252f',
    '%00',
    '%7f',
    '%',
    '%1',
  ])('%s may not', (value) => expect(isSafeValue(value)).toBe(false))
})

describe('the gateway keeps', () => {
  it.each([
    '/',
    '/v2',
    '/v2/',
    '/%76%32/x',
    '/api/x',
    '/admin',
    '/pixel/a.gif',
    '/badge/x',
    '/data/x',
    '/artifact/x',
    '/healthz',
    '/token',
    '/openapi.json',
    '/feed.atom',
    '/style.css',
    '/robots.txt',
    '/favicon.ico',
    '/.well-known/x',
  ])('%s', (path) => expect(isReserved(path)).toBe(true))
  it.each(['/v3', '/v2x', '/releases/v2', '/V2'])('not %s', (path) => expect(isReserved(path)).toBe(false))
})

describe('the routes document', () => {
  it.each([
    ['an address', `${TARGET}/{file}`, { to: [`${TARGET}/{file}`] }],
    [
      'a list',
      [`${TARGET}/{file}`, 'https://b.example/{file}'],
      { to: [`${TARGET}/{file}`, 'https://b.example/{file}'] },
    ],
    [
      'an object',
      { to: `${TARGET}/{file}`, artifact: 'cmctl' },
      { to: [`${TARGET}/{file}`], artifact: 'cmctl' },
    ],
  ])('takes %s as a target, and what comes out again', (_what, target, expected) => {
    const read = (files: unknown) => parseRoutes(JSON.stringify({ ...minimal, files })).document?.files
    const once = read({ '/f/{file}': target })
    expect(once).toEqual({ '/f/{file}': expected })
    expect(read(once)).toEqual(once)
  })

  // prettier-ignore
  it.each([
    ['a path over the registry', { files: { '/v2/{x}': 'https://a.example/{x}' } }, 'files["/v2/{x}"]: must not be one of the gateway'],
    ['a path over it in disguise', { files: { '/%76%32/{x}': 'https://a.example/{x}' } }, 'must not be one of'],
    ['the page', { files: { '/': 'https://a.example/x' } }, 'must not be one of'],
    ['a path without /', { files: { x: 'https://a.example/x' } }, 'must begin with /'],
    ['a rest that is not the end', { files: { '/a/{+x}/b': 'https://a.example/{+x}' } }, 'only as its end'],
    ['variables without anything between', { files: { '/a/{x}{y}': 'https://a.example/{x}{y}' } }, 'something between'],
    ['three variables in a segment', { files: { '/a/{x}-{y}-{z}': 'https://a.example/{x}' } }, 'more than 2'],
    ['the same variable twice', { files: { '/a/{x}/{x}': 'https://a.example/{x}' } }, 'twice'],
    ['an unknown variable', { files: { '/a/{x}': 'https://a.example/{y}' } }, 'has no {y}'],
    ['a rest as a segment', { files: { '/a/{x}': 'https://a.example/{+x}' } }, 'has no {+x}'],
    ['a variable host', { files: { '/a/{x}': 'https://{x}.example/y' } }, 'must be an https://'],
    ['a host that ends in a variable', { files: { '/a/{x}': 'https://a.example{x}/y' } }, 'must be an https://'],
    ['a variable query', { files: { '/a/{x}': 'https://a.example/y?z={x}' } }, 'must be an https://'],
    ['plain http', { files: { '/a/{x}': 'http://a.example/{x}' } }, 'must be an https://'],
    ['an account', { files: { '/a/{x}': 'https://u:p@a.example/{x}' } }, 'must be an https://'],
    ['a target that climbs', { files: { '/a/{x}': 'https://a.example/b/../{x}' } }, 'must be an https://'],
    ['a script', { files: { '/a/{x}': 'javascript:alert({x})' } }, 'must be an https://'],
    ['no target', { files: { '/a/{x}': [] } }, 'files["/a/{x}"]'],
    ['an odd name', { files: { '/a/{x}': { to: 'https://a.example/{x}', artifact: 'A B' } } }, 'files["/a/{x}"]'],
    ['a Helm path with variables', { helm: { '/{x}': 'https://a.example' } }, 'without variables'],
    ['a Helm path at the top', { helm: { '/': 'https://a.example' } }, 'helm["/"]'],
    ['a Helm source with a query', { helm: { '/charts': 'https://a.example/?x' } }, 'helm["/charts"]'],
  ])('refuses %s', (_what, fields, sentence) => {
    const { problems } = parseRoutes(JSON.stringify({ ...minimal, ...fields }))
    expect(problems?.join() ?? 'none').toContain(sentence)
  })
})
