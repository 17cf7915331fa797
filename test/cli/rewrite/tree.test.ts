import { chmodSync, linkSync, mkdirSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, vi } from 'vitest'
import { createCheckout, createFolder, filesIn, git, rewriteCommand, run } from './checkout.ts'
import { MAP } from './rewriting.ts'

// A busy machine is no failure.
vi.setConfig({ testTimeout: 60_000 })

const OLD = 'image: quay.io/jetstack/x:v1\n'
const NEW = 'image: downloads.example.org/x:v1\n'

describe('what it goes through', () => {
  const TREE = {
    '.gitignore': 'build/\n*.log\n!keep.log\n',
    'a.yaml': OLD,
    'build/a.yaml': OLD,
    'x.log': OLD,
    'keep.log': OLD,
    'sub/.gitignore': 'b.yaml\n/only-here\n',
    'sub/b.yaml': OLD,
    'sub/only-here': OLD,
    'sub/deep/only-here': OLD,
    'vendor/a.go': OLD,
    'node_modules/a.js': OLD,
    'third_party/a.go': OLD,
    'CHANGELOG.md': OLD,
    'docs/release-notes/1.md': OLD,
    'design/20240101.move.md': OLD,
    'binary.bin': `\0${OLD}`,
    'Chart.lock': 'repository: oci://quay.io/jetstack/charts\n',
    'app.min.js': OLD,
    'history.go': OLD,
    'skipped/a.yaml': OLD,
  }
  const CHANGED = ['a.yaml', 'history.go', 'keep.log', 'sub/deep/only-here']

  const changedIn = (root: string) =>
    Object.entries(filesIn(root)).flatMap(([path, text]) => (text === NEW ? [path] : []))

  it('are the files that no .gitignore names, but for those that are not ours to change', async () => {
    const root = createFolder(TREE)
    mkdirSync(join(root, '.git/info'), { recursive: true })
    writeFileSync(join(root, '.git/info/exclude'), 'skipped/\n')
    const { stderr } = await rewriteCommand(root, '--map', MAP, '--write')
    expect(changedIn(root)).toEqual(CHANGED)
    expect(stderr).toContain(
      'not touched: vendored code, which its own project changes (3 mentions in 3 files)',
    )
    expect(stderr).toContain('look at this by hand: locked by a checksum')
  })

  it('are those too that have the old home only as an expression has it', async () => {
    const root = createFolder({
      'a.json': '"^quay\\\\.io/"',
      'b.go': '`quay[.]io/x`',
      'c.sh': 's/quay\\.io/x/',
    })
    await rewriteCommand(root, '--map', 'quay.io=m.example.org', '--write')
    expect(filesIn(root)).toEqual({
      'a.json': '"^m\\\\.example\\\\.org/"',
      'b.go': '`m[.]example[.]org/x`',
      'c.sh': 's/m\\.example\\.org/x/',
    })
  })

  it('are the same in a checkout of git, and what git keeps though it is ignored', async () => {
    const root = await createCheckout(TREE)
    await git(root, 'add', '-f', 'build/a.yaml')
    await rewriteCommand(root, '--map', MAP, '--write', '--skip', 'skipped')
    expect(changedIn(root)).toEqual([...CHANGED, 'build/a.yaml'].sort())
  })

  it('are not those of a submodule, which is told of: it has commits of its own', async () => {
    const root = await createCheckout({ 'a.yaml': OLD, 'api/a.yaml': OLD, 'fresh/a.yaml': OLD })
    const commit = ['-c', 'user.name=x', '-c', 'user.email=x', 'commit', '-qm', 'x']
    for (const own of ['api', 'fresh']) {
      await git(join(root, own), 'init', '-q')
      await git(join(root, own), 'add', '.')
      await git(join(root, own), ...commit)
    }
    await git(root, 'add', 'a.yaml', 'api')
    const { code, stderr } = await rewriteCommand(root, '--map', MAP, '--write')
    expect([code, changedIn(root)]).toEqual([0, ['a.yaml']])
    expect(stderr).toContain(
      'such as a submodule, which was not read: do the same there (2 folders)\n  api\n  fresh\n',
    )
    const { stdout } = await rewriteCommand(root, '--map', MAP, '--json', '--skip', 'fresh/')
    expect(JSON.parse(stdout)).toMatchObject({
      files_left_alone: [{ file: 'api', reason: 'checkout', count: null }],
    })
    await rewriteCommand(join(root, 'api'), '--map', MAP, '--write')
    expect(changedIn(root)).toEqual(['a.yaml', 'api/a.yaml'])
  })

  it('are its own where a hook of another checkout runs it', async () => {
    const root = await createCheckout({ 'a.yaml': OLD })
    const other = await createCheckout({ 'b.yaml': OLD })
    await git(other, 'add', '.')
    const env = { GIT_DIR: join(other, '.git'), GIT_WORK_TREE: other }
    await run(process.execPath, ['cli/fairlead.ts', 'rewrite', root, '--map', MAP, '--write'], { env })
    expect([changedIn(root), changedIn(other)]).toEqual([['a.yaml'], []])
  })

  it('can be a folder that an outer checkout ignores', async () => {
    const root = await createCheckout(TREE)
    await rewriteCommand(join(root, 'build'), '--map', MAP, '--write')
    expect(changedIn(root)).toEqual(['build/a.yaml'])
  })

  it('--skip takes away and --include gives back', async () => {
    const root = createFolder(TREE)
    await rewriteCommand(
      root,
      '--map',
      MAP,
      '--write',
      '--skip',
      '*.log',
      '--skip',
      'sub/',
      '--include',
      'design/**',
      '--include',
      'CHANGELOG.md',
    )
    expect(changedIn(root)).toEqual([
      'CHANGELOG.md',
      'a.yaml',
      'design/20240101.move.md',
      'history.go',
      'skipped/a.yaml',
    ])
  })

  it('never follows a link, nor writes through one', async () => {
    const outside = createFolder({ 'secret.yaml': OLD, 'folder/a.yaml': OLD })
    for (const make of [createFolder, createCheckout]) {
      const root = await make({ 'a.yaml': OLD })
      symlinkSync(join(outside, 'secret.yaml'), join(root, 'link.yaml'))
      symlinkSync(join(outside, 'folder'), join(root, 'folder'))
      symlinkSync('a.yaml', join(root, 'same.yaml'))
      const { code, stderr } = await rewriteCommand(root, '--map', MAP, '--write')
      expect(code).toBe(0)
      expect(stderr).toContain('changed 1 reference in 1 file')
      // The listing of this test does go through the folder.
      expect(filesIn(root)).toEqual({ 'a.yaml': NEW, 'folder/a.yaml': OLD })
      expect(filesIn(outside)).toEqual({ 'folder/a.yaml': OLD, 'secret.yaml': OLD })
    }
  })

  it('does not go through a folder that has become a link, nor stumble over a file that is gone', async () => {
    const outside = createFolder({ 'a.yaml': OLD })
    const root = await createCheckout({ 'folder/a.yaml': OLD, 'gone.yaml': OLD, 'b.yaml': OLD })
    await git(root, 'add', '.')
    rmSync(join(root, 'folder'), { recursive: true })
    rmSync(join(root, 'gone.yaml'))
    symlinkSync(outside, join(root, 'folder'))
    expect(await rewriteCommand(root, '--map', MAP, '--write')).toMatchObject({ code: 0 })
    expect(filesIn(outside)).toEqual({ 'a.yaml': OLD })
    expect(changedIn(root)).toEqual(['b.yaml'])
  })

  it('keeps modes, and another name of the same file as it was', async () => {
    const root = createFolder({ 'run.sh': OLD })
    const outside = createFolder({})
    chmodSync(join(root, 'run.sh'), 0o751)
    linkSync(join(root, 'run.sh'), join(outside, 'other.sh'))
    await rewriteCommand(root, '--map', MAP, '--write')
    expect(statSync(join(root, 'run.sh')).mode & 0o7777).toBe(0o751)
    expect(filesIn(outside)).toEqual({ 'other.sh': OLD })
  })

  it('names every file on one line, without what a terminal would obey, and no count of what is too large', async () => {
    const root = createFolder({ 'a\nb\u001b[31m.yaml': OLD, 'ro\n.yaml': OLD, huge: OLD.padStart(33 << 20) })
    chmodSync(join(root, 'ro\n.yaml'), 0o444)
    const { stdout, stderr } = await rewriteCommand(root, '--map', MAP, '--write')
    expect(stdout).toBe('changed "a\\nb\\033[31m.yaml" (1)\n')
    expect(stderr).toContain('not touched: a file too large to rewrite (1 file)\n  huge  some\n')
    expect(stderr).toContain('\n  "ro\\n.yaml": not written: it is read-only\n')
  })

  it('tells of what it could not write, writes the rest and ends with 2', async () => {
    const root = createFolder({ 'a.yaml': OLD, 'b.yaml': OLD, 'c.yaml': OLD })
    chmodSync(join(root, 'b.yaml'), 0o444)
    const { code, stderr } = await rewriteCommand(root, '--map', MAP, '--write')
    expect(code).toBe(2)
    expect(stderr).toContain('b.yaml: not written: it is read-only')
    expect(stderr).toContain('changed 2 references in 2 files')
    expect(changedIn(root)).toEqual(['a.yaml', 'c.yaml'])
  })
})
