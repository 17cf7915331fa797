// Against a real parser: what is served must say what the origin said, but for the addresses.
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { rewriteIndex } from '../../src/downloads/chart-index.ts'
import { IndexError } from '../../src/downloads/index-scan.ts'

const PLACE = { source: 'https://charts.example.net/stable', base: 'https://dl.example.org/charts' }

type Index = { entries: Record<string, { version: string; urls?: string[] }[] | null> }

function rewritten(text: string) {
  const { bytes, charts } = rewriteIndex(text, PLACE)
  return { text: new TextDecoder().decode(bytes), charts }
}

const head = 'apiVersion: v1\nentries:\n'
/** One version of the chart `a` with these lines, each a field of it. */
const one = (...lines: string[]) =>
  `${head}  a:\n  - name: a\n${lines.map((line) => `    ${line}\n`).join('')}    version: 1.0.0\n`

const STYLES: Record<string, string> = {
  'as Helm writes it': one('urls:', '- charts/a-1.0.0.tgz'),
  'with deeper lists': `${head}    a:\n        -   name: a\n            urls:\n                -   charts/a-1.0.0.tgz\n            version: 1.0.0\n`,
  'single quotes': one('urls:', "- 'charts/it''s.tgz'"),
  'double quotes': one('"urls":', '- "https:\\/\\/other.example\\u002fa-1.0.0.tgz"'),
  'a list in brackets': one('urls: [charts/a-1.0.0.tgz, "https://other.example/a-1.0.0.tgz"] # two'),
  'brackets over lines': one(
    'urls: [',
    '  charts/a-1.0.0.tgz,',
    "  'https://other.example/a.tgz',",
    ']'.padStart(3),
  ),
  comments: `# top\n---\n${one('# before', 'urls: # here', '# between', '- charts/a-1.0.0.tgz # behind')}# end\n`,
  'text that looks like fields': one(
    'description: |',
    '  urls:',
    '  - not-an-address',
    '  version: 9',
    'keywords: [urls, "version: 2"]',
    'urls:',
    '- a.tgz',
  ),
  'quotes over lines': one('description: "urls:', '  - x', '  version: 3"', 'urls:', '- a.tgz'),
  'deeper fields of the same name': one(
    'annotations:',
    '  urls: x',
    '  version: y',
    'dependencies:',
    '- name: b',
    '  version: 2.x',
    '  urls:',
    '  - z',
    'urls:',
    '- a.tgz',
  ),
  'several addresses': one(
    'urls:',
    '- a-1.0.0.tgz',
    '- https://mirror.example/x/a-1.0.0.tgz',
    '- https://third.example/download?id=7',
  ),
  'oci addresses': one(
    'urls:',
    '- oci://registry-1.docker.io/bitnamicharts/a:1.0.0',
    '- https://other.example/a-1.0.0.tgz',
  ),
  'no addresses': one('urls: []'),
  'windows line ends': one('urls:', '- charts/a-1.0.0.tgz').replaceAll('\n', '\r\n'),
  'versions with a plus': one('urls:', '- https://other.example/a-1.0.0+build.1.tgz').replace(
    'version: 1.0.0',
    'version: "1.0.0+build.1"',
  ),
  'the same version twice': `${one('urls:', '- https://x.example/a-1.0.0.tgz')}  - name: a\n    urls:\n    - https://y.example/a-1.0.0.tgz\n    version: 1.0.0\n`,
  'nothing yet': 'apiVersion: v1\nentries: {}\ngenerated: "2024"\n',
  'a chart without versions': `${head}  a: []\n  b:\n  - version: 1.0.0\n    urls: [b.tgz]\n`,
  'other keys before and after': `serverInfo:\n  contextPath: ""\nlist:\n- x\n${one('urls:', '- a.tgz')}generated: "2024"\n`,
  JSON: JSON.stringify({
    apiVersion: 'v1',
    entries: { a: [{ name: 'a', version: '1.0.0', urls: ['a.tgz', 'oci://x/y'], extra: { urls: ['z'] } }] },
  }),
}

describe('an index', () => {
  it.each(Object.keys(STYLES))('keeps all it says but the addresses, which lead back: %s', (style) => {
    const before = parse(STYLES[style] ?? '') as Index
    const { text, charts } = rewritten(STYLES[style] ?? '')
    const after = parse(text) as Index
    for (const [name, versions] of Object.entries(before.entries)) {
      versions?.forEach((version, place) => {
        const urls = after.entries[name]?.[place]?.urls ?? []
        version.urls?.forEach((original, index) => {
          const ours = urls[index] ?? ''
          if (original.startsWith('oci:')) {
            expect(ours).toBe(original)
            return
          }
          const chart = ours.startsWith(`${PLACE.base}/`)
            ? charts.get(ours.slice(PLACE.base.length + 1))
            : undefined
          expect(chart).toEqual({
            name,
            version: version.version,
            address: new URL(original, `${PLACE.source}/`).href,
          })
          urls[index] = original
        })
      })
    }
    expect(after).toEqual(before)
  })

  it('gives a chart the path that it has at its origin, its name elsewhere, and each mirror its own', () => {
    const { charts } = rewritten(
      one(
        'urls:',
        '- deep/a-1.0.0.tgz',
        '- https://charts.example.net/stable/b.tgz',
        '- https://m.example/1/a-1.0.0.tgz',
      ),
    )
    expect([...charts.keys()]).toEqual(['deep/a-1.0.0.tgz', 'b.tgz', 'a-1.0.0/a-1.0.0.tgz'])
    expect([
      ...rewritten(one('urls:', '- https://github.com/o/r/releases/download/x/a-1.0.0.tgz')).charts.keys(),
    ]).toEqual(['a-1.0.0.tgz'])
  })

  // prettier-ignore
  it.each([
    ['a web page', '<!doctype html><title>Sign in</title>'],
    ['nothing', ''],
    ['no version of the format', 'entries: {}\n'],
    ['no entries', 'apiVersion: v1\n'],
    ['one that breaks off in a version', one('urls:', '- a.tgz').replace(/ {4}version.*\n$/, '')],
    ['one that breaks off in a quote', `${head}  a:\n  - name: a\n    version: 1.0.0\n    description: "abc\n`],
    ['JSON that breaks off', '{"apiVersion":"v1","entries":{"a":[{"version":"1"'],
    ['JSON of something else', '{"errors":[]}'],
    ['an anchor in place of addresses', one('urls: *other')],
    ['an anchor in the addresses', one('urls:', '- &x a.tgz')],
    ['merged fields', one('<<: *base')],
    ['a version in braces', `${head}  a:\n  - {name: a, version: 1.0.0, urls: [a.tgz]}\n`],
    ['an address over lines', one('urls:', '- >-', '  a.tgz')],
    ['an address that goes on', one('urls:', '- https://a.example/', '  b.tgz')],
    ['a field twice', one('urls:', '- a.tgz', 'urls:', '- b.tgz')],
    ['a tab', `${head}\ta:\n`],
    ['a quote that goes on too far out', one('description: "x').replace('version: 1.0.0', 'version: 1.0.0"')],
    ['a second document', `${one('urls:', '- a.tgz')}---\n${one('urls:', '- a.tgz')}`],
    ['an account in an address', one('urls:', '- https://u:p@a.example/a.tgz')],
    ['a name that is a path', `${head}  ../a:\n  - version: 1.0.0\n    urls: [a.tgz]\n`],
  ])('is refused whole: %s', (_what, text) => expect(() => rewritten(text)).toThrow(IndexError))

  it('names the line that it does not understand', () => {
    expect(() => rewritten(one('urls: *other'))).toThrow('line 5 ')
  })
})
