import { describe, expect, it, vi } from 'vitest'
import { createCheckout, createFolder, filesIn, rewriteCommand, run } from './checkout.ts'
import { MAP } from './rewriting.ts'

// A busy machine is no failure.
vi.setConfig({ testTimeout: 60_000 })

const OLD = 'image: quay.io/jetstack/x:v1\n'

/** Everything that makes a diff hard to apply. */
const AWKWARD = {
  'a.yaml': OLD,
  'no end': 'one\ntwo quay.io/jetstack/x',
  'caf\u00e9/two words.yaml': `a\r\n${OLD.replace('\n', '\r\n')}b\r\n`,
  'quote".yaml': OLD,
  'bytes.txt': '\xef\xbb\xbf\xff quay.io/jetstack/x \xe9\n',
  'long.yaml': [...Array(40).keys()].map((line) => (line % 9 === 3 ? OLD : `line ${line}\n`)).join(''),
  'near.txt': 'quay.io/jetstack/a\nquay.io/jetstack/b\n\nquay.io/jetstack/c',
}

describe('fairlead rewrite', () => {
  it('changes nothing until told to, and prints a diff that git and patch take', async () => {
    const root = await createCheckout(AWKWARD)
    const { code, stdout, stderr } = await rewriteCommand(root, '--map', MAP)
    expect(code).toBe(0)
    expect(stderr).toMatch(/7 files of .* read; would change 13 references in 7 files; --write does it\n$/)
    expect(filesIn(root)).toEqual(filesIn(createFolder(AWKWARD)))

    const byWrite = createFolder(AWKWARD)
    await rewriteCommand(byWrite, '--map', MAP, '--write')
    const byPatch = createFolder(AWKWARD)
    expect(await run('patch', ['-p1', '--binary', '-d', byPatch], { input: stdout })).toMatchObject({
      code: 0,
    })
    expect(filesIn(byPatch)).toEqual(filesIn(byWrite))
    expect(await run('git', ['-C', root, 'apply', '-'], { input: stdout })).toMatchObject({
      code: 0,
      stderr: '',
    })
    expect(filesIn(root)).toEqual(filesIn(byWrite))
    expect(JSON.stringify(filesIn(root))).not.toContain('quay.io')
  })

  it('changes nothing in a second run', async () => {
    const root = createFolder({
      ...AWKWARD,
      'values.yaml': 'imageRegistry: quay.io\nimageNamespace: jetstack\n',
    })
    expect((await rewriteCommand(root, '--map', MAP, '--write')).stderr).toContain(
      'changed 15 references in 8 files',
    )
    const once = filesIn(root)
    const second = await rewriteCommand(root, '--map', MAP, '--write')
    expect(second).toMatchObject({ code: 0, stdout: '' })
    expect(second.stderr).toContain('nothing to change')
    expect(filesIn(root)).toEqual(once)
  })

  it('lists every change and everything left alone in one document', async () => {
    const root = createFolder({
      'a.md': 'caf\xc3\xa9 `quay.io/jetstack/x`, see https://quay.io/repository/jetstack/x\n',
      'CHANGELOG.md': OLD,
    })
    const { stdout } = await rewriteCommand(root, '--map', MAP, '--json')
    expect(JSON.parse(stdout)).toEqual({
      written: false,
      listed_by: 'walk',
      files_read: 2,
      files_changed: 1,
      references_changed: 1,
      hits: [
        {
          file: 'a.md',
          line: 1,
          column: 7,
          before: 'quay.io/jetstack',
          after: 'downloads.example.org',
          rule: 'reference',
        },
      ],
      left_alone: [
        {
          file: 'a.md',
          line: 1,
          column: 40,
          text: 'quay.io/repository/jetstack/x',
          reason: 'web-page',
          why: 'the address of a web page',
          by_hand: false,
        },
      ],
      files_left_alone: [
        {
          file: 'CHANGELOG.md',
          reason: 'history',
          why: 'a changelog or release notes, which tell what was',
          count: 1,
        },
      ],
      failed: [],
    })
  })

  it('--check ends with 1 where there is something to change, for CI', async () => {
    const root = createFolder({ 'a.yaml': OLD })
    expect(await rewriteCommand(root, '--map', MAP, '--check')).toMatchObject({ code: 1 })
    await rewriteCommand(root, '--map', MAP, '--write')
    expect(await rewriteCommand(root, '--map', MAP, '--check')).toMatchObject({ code: 0, stdout: '' })
  })

  it.each([
    [2, ['nowhere', '--map', MAP], 'there is no nowhere to rewrite; give the folder of a checkout'],
    [2, ['package.json', '--map', MAP], 'package.json is no folder'],
    [64, ['cli'], 'nothing to rewrite: say what moves where'],
    [64, ['cli', '--map', 'quay.io'], 'write it as OLD=NEW'],
    [64, ['cli', '--map', MAP, '--check', '--write'], '--check changes nothing'],
  ])('ends with %i and says what to do instead of %j', async (exit, args, advice) => {
    const { code, stdout, stderr } = await rewriteCommand(...args)
    expect({ code, stdout }).toEqual({ code: exit, stdout: '' })
    expect(stderr).toContain(advice)
  })

  it('colours the diff only where it is told to be a terminal', async () => {
    const root = createFolder({ 'a.yaml': OLD })
    expect((await rewriteCommand(root, '--map', MAP)).stdout).not.toContain('\x1b')
  })

  it('ends quietly where nobody reads on', async () => {
    const root = createFolder(
      Object.fromEntries([...Array(400).keys()].map((at) => [`${at}.yaml`, OLD.repeat(50)])),
    )
    const { stderr, stdout } = await run('bash', [
      '-c',
      `"${process.execPath}" cli/fairlead.ts rewrite "${root}" --map ${MAP} | head -1; echo "\${PIPESTATUS[0]}"`,
    ])
    expect(stdout).toBe('diff --git a/0.yaml b/0.yaml\n0\n')
    expect(stderr).not.toContain('at ')
  })
})
