// The layout is the architecture: which folder may know which, and how large anything may grow.
import { globSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { describe, expect, it } from 'vitest'

const PROJECT = resolve(import.meta.dirname, '../..')
const LINES_MAX = 250
const MEDIAN_MAX = 60

/** What each folder of src/ may import besides itself. A single file at the top is a folder of its own. */
const MAY_IMPORT: Record<string, string[]> = {
  oci: [],
  address: [],
  'at-once': [],
  body: [],
  csv: [],
  deadline: [],
  log: [],
  'sized-memory': [],
  english: [],
  hono: [],
  numeric: [],
  settings: ['english', 'numeric'],
  edge: ['settings'],
  'joined-work': ['edge'],
  served: ['oci'],
  routing: ['at-once', 'oci', 'english', 'edge', 'joined-work', 'log', 'deadline'],
  verify: ['oci'],
  gateway: [
    'at-once',
    'oci',
    'routing',
    'verify',
    'served',
    'numeric',
    'edge',
    'joined-work',
    'log',
    'body',
    'deadline',
    'sized-memory',
  ],
  downloads: [
    'oci',
    'english',
    'routing',
    'gateway',
    'served',
    'edge',
    'joined-work',
    'log',
    'body',
    'sized-memory',
  ],
  analytics: ['oci', 'served', 'edge', 'joined-work', 'log', 'body', 'deadline', 'csv'],
  monitor: ['oci', 'routing', 'gateway', 'downloads', 'analytics', 'edge', 'log'],
  site: ['english', 'hono', 'routing', 'analytics', 'monitor', 'edge', 'csv', 'log'],
  admin: [
    'oci',
    'english',
    'hono',
    'routing',
    'gateway',
    'verify',
    'monitor',
    'analytics',
    'numeric',
    'settings',
    'edge',
    'body',
    'log',
  ],
  'mount-downloads': ['hono', 'routing', 'downloads', 'analytics', 'served', 'edge', 'log'],
  'mount-registry': ['address', 'at-once', 'oci', 'routing', 'gateway', 'analytics', 'served', 'edge', 'log'],
  app: [
    'address',
    'hono',
    'mount-downloads',
    'mount-registry',
    'oci',
    'routing',
    'gateway',
    'downloads',
    'analytics',
    'monitor',
    'admin',
    'site',
    'served',
    'edge',
    'log',
  ],
  index: ['app', 'edge'],
}

const files = globSync('{src,cli,test}/**/*.{ts,tsx}', { cwd: PROJECT }).filter(
  (file) => !file.endsWith('.d.ts'),
)
const text = (file: string) => readFileSync(join(PROJECT, file), 'utf8')
const linesOf = (file: string) => text(file).split('\n').length - 1

function importsOf(file: string): string[] {
  return [...text(file).matchAll(/from '(\.[^']+)'/g)].map(([, path]) =>
    relative(PROJECT, resolve(PROJECT, dirname(file), path ?? '')),
  )
}

/** `src/gateway/blob.ts` is in `gateway`, `src/app.ts` in `app`. */
function partOf(file: string): string {
  return (file.split('/')[1] ?? '').replace(/\.tsx?$/, '')
}

describe('the structure', () => {
  it.each(files.filter((file) => file.startsWith('src/')))('%s imports only what its folder may', (file) => {
    const part = partOf(file)
    const allowed = [part, ...(MAY_IMPORT[part] ?? [])]
    const others = importsOf(file).filter(
      (path) => !path.startsWith('src/') || !allowed.includes(partOf(path)),
    )
    expect(others).toEqual([])
  })

  it('lists no folder that is not there', () => {
    const parts = new Set(files.filter((file) => file.startsWith('src/')).map(partOf))
    expect(Object.keys(MAY_IMPORT).toSorted()).toEqual([...parts].toSorted())
  })

  it('has no import cycle', () => {
    const visiting = new Set<string>()
    const done = new Set<string>()
    const visit = (file: string): void => {
      expect(visiting, `a cycle through ${file}`).not.toContain(file)
      if (done.has(file) || !files.includes(file)) return
      visiting.add(file)
      importsOf(file).forEach(visit)
      visiting.delete(file)
      done.add(file)
    }
    files.forEach(visit)
  })

  it(`has no file of more than ${LINES_MAX} lines, and a median of at most ${MEDIAN_MAX}`, () => {
    expect(files.filter((file) => linesOf(file) > LINES_MAX)).toEqual([])
    const lengths = files.filter((file) => file.startsWith('src/')).map(linesOf)
    expect(lengths.toSorted((a, b) => a - b)[Math.floor(lengths.length / 2)]).toBeLessThanOrEqual(MEDIAN_MAX)
  })

  it('opens every file by saying what it is', () => {
    expect(files.filter((file) => file.startsWith('src/') && !text(file).startsWith('// '))).toEqual([])
  })

  it('leaves nothing to be done later', () => {
    const marks = new RegExp(['TO' + 'DO', 'FIX' + 'ME', 'X' + 'XX'].map((mark) => `\\b${mark}\\b`).join('|'))
    expect(files.filter((file) => marks.test(text(file)))).toEqual([])
  })
})
