import { mkdirSync, readFileSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { isTemporary, replaceFile } from '../../../cli/rewrite/write.ts'
import { createFolder, filesIn, run } from './checkout.ts'

const PIECE = 'image: quay.io/jetstack/x:v1\n'

describe('a file that is written', () => {
  it('is left as it is where it changed since it was read', () => {
    const root = createFolder({ a: 'someone was here' })
    expect(replaceFile(join(root, 'a'), { before: 'old', after: 'new' })).toContain('it changed meanwhile')
    expect(filesIn(root)).toEqual({ a: 'someone was here' })
  })

  it('can have the longest name that a disk takes', () => {
    const name = '\u5bb6'.repeat(85)
    const root = createFolder({ [name]: 'old' })
    expect(replaceFile(join(root, name), { before: 'old', after: 'new' })).toBeNull()
    expect(filesIn(root)).toEqual({ [name]: 'new' })
  })

  it('is not written through a link that took its place', () => {
    const root = createFolder({ a: 'old', b: 'old' })
    rmSync(join(root, 'a'))
    symlinkSync('b', join(root, 'a'))
    expect(() => replaceFile(join(root, 'a'), { before: 'old', after: 'new' })).toThrow()
    expect(readFileSync(join(root, 'b'), 'utf8')).toBe('old')
  })

  it('leaves nothing behind where the last step fails', () => {
    const root = createFolder({ a: 'old' })
    const taken = join(root, `.fairlead-rewrite-${process.pid}-a`)
    mkdirSync(taken)
    writeFileSync(join(taken, 'x'), '')
    expect(() => replaceFile(join(root, 'a'), { before: 'old', after: 'new' })).toThrow()
    expect(readFileSync(join(root, 'a'), 'utf8')).toBe('old')
  })

  it('is whole, old or new, whenever the command is killed', async () => {
    const text = PIECE.repeat(2_000)
    const files = Object.fromEntries([...Array(30).keys()].map((at) => [`${at}.yaml`, text]))
    const root = createFolder(files)
    // Killed as soon as the first file has changed, wherever it is by then.
    const script = `"${process.execPath}" cli/fairlead.ts rewrite "${root}" --map quay.io/jetstack=d.example.org --write >/dev/null 2>&1 & pid=$!
      until grep -lq d.example.org "${root}"/*.yaml; do :; done; kill -9 $pid; wait $pid; echo $?`
    const { stdout } = await run('bash', ['-c', script])
    const wholes = new Set([text, text.replaceAll('quay.io/jetstack', 'd.example.org')])
    for (const name of readdirSync(root).filter((one) => !isTemporary(one))) {
      expect(wholes.has(readFileSync(join(root, name), 'latin1'))).toBe(true)
    }
    expect(['137\n', '0\n']).toContain(stdout)
    await run(process.execPath, [
      'cli/fairlead.ts',
      'rewrite',
      root,
      '--map',
      'quay.io/jetstack=d.example.org',
      '--write',
    ])
    expect(
      Object.keys(files).every((name) => !readFileSync(join(root, name), 'latin1').includes('quay.io')),
    ).toBe(true)
  }, 60_000)
})
