import { describe, expect, it } from 'vitest'
import { examine } from '../../../cli/rewrite/examine.ts'
import { apply } from '../../../cli/rewrite/finding.ts'
import { parseMoves } from '../../../cli/rewrite/move.ts'
import { patternOf } from '../../../cli/rewrite/pattern.ts'

const PIECES = [
  'quay.io/jetstack',
  'quay.io',
  'jetstack',
  '/x',
  '/charts/y',
  ':v1',
  '@sha256:ab',
  '\n',
  '\r\n',
  '  ',
  '- ',
  '# ',
  '// ',
  'registry: quay.io\n',
  'repository: jetstack/x\n',
  'repository: other/y\n',
  'imageNamespace: jetstack\n',
  'image:\n  ',
  '"registry":"quay.io"',
  '"repository":"jetstack/z"',
  '{',
  '}',
  ',',
  '"',
  "'",
  '`',
  '```\n',
  '\\n',
  '\\',
  '$(',
  ')',
  '{{ .x }}',
  'https://',
  'https://quay.io/v2/jetstack',
  'oci://',
  '--set a.registry=quay.io ',
  '--set a.repository=jetstack/x ',
  'docker push ',
  'docker login ',
  'a: &a ',
  '&r ',
  'registry: *r\n',
  '<<: *a\n',
  'moved from ',
  '. ',
  'new.example.org',
  'new.example.org/cm',
  'global:\n  imageRegistry: quay.io\n',
  '\xff',
  '\xc3\xa9',
  'quay\\.io/jetstack',
  'org/x',
  'image: org/x\n',
  'docker.io/org',
  'index.docker.io/org',
  'docker run -v ',
  'images: [org/y, ',
  '<li>',
  ' was ',
  '| a.image.registry | s | `"quay.io"` |\n',
  '| a.image.repository | s | `"jetstack/q"` |\n',
]
const MAPS = [
  ['quay.io/jetstack=new.example.org'],
  ['quay.io/jetstack=new.example.org/cm'],
  ['quay.io/jetstack=quay.io/jetstack/new', 'docker.io/org=new.example.org/o'],
  ['quay.io/jetstack=mirror.example.org/quay.io/jetstack'],
  ['docker.io/org=index.docker.io/org/new'],
  ['quay.io=new.example.org', 'quay.io/jetstack=new.example.org/cm'],
]
const PATHS = ['a.yaml', 'README.md', 'a.json', 'Dockerfile', '.github/workflows/a.yaml', 'a.go']
const TEXTS = 4_000

/** The same sequence in every run, so that what fails once fails again. */
function createRandom(seed: number): (below: number) => number {
  let state = seed
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor((state / 2 ** 32) * below)
  }
}

describe('any text', () => {
  it.each(PATHS)(
    'in %s is the same after a second run, and every change is in its place',
    (path) => {
      const random = createRandom(path.length)
      const pick = <T>(all: T[], fallback: T): T => all[random(all.length)] ?? fallback
      for (let count = 0; count < TEXTS; count++) {
        const text = Array.from({ length: 1 + random(14) }, () => pick(PIECES, '')).join('')
        const maps = pick(MAPS, [])
        const pattern = patternOf(parseMoves(maps))
        const { edits, left } = examine(path, text, pattern)
        const once = apply(text, edits)
        const twice = apply(once, examine(path, once, pattern).edits)
        expect(twice, JSON.stringify({ maps, text, once })).toBe(once)
        const places = [...edits, ...left].sort((a, b) => a.start - b.start)
        for (const [index, { start, end }] of places.entries()) {
          expect(
            start >= (places[index - 1]?.end ?? 0) && end > start && end <= text.length,
            JSON.stringify({ text, places }),
          ).toBe(true)
        }
        expect(
          edits.every((edit) => text.slice(edit.start, edit.end) !== edit.text && !edit.text.includes('\n')),
        ).toBe(true)
      }
    },
    60_000,
  )
})
