// How every command fails, what it says to programs then, and what its help says about it.
import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import * as z from 'zod'
import manifest from '../../package.json' with { type: 'json' }
import { ALWAYS, ENDINGS, EXIT } from '../../cli/command/exit.ts'
import { createProgram } from '../../cli/command/program.ts'
import { NOBODY_READS, before, fairlead } from './fairlead.ts'
import { type Web, serveWeb } from './web.ts'

const NOWHERE = 'http://127.0.0.1:1'
const NO_FILE = 'no/such/routes.json'
let stranger: Web
beforeAll(async () => {
  stranger = await serveWeb(() => new Response('not found', { status: 404 }))
})
afterAll(() => stranger.stop())

describe('a command that fails', () => {
  it.each([
    ['a gateway that does not answer', 2, ['--json', '--gateway', NOWHERE, 'status'], 'cannot be asked'],
    ['a file that is not there', 2, ['--json', 'check', NO_FILE], 'cannot be read'],
    [
      'a checkout that is not there',
      2,
      ['--json', 'rewrite', 'no/such', '--map', 'quay.io/a=ghcr.io/b'],
      'no/such',
    ],
    ['--json after the command', 64, ['hosts', '--json'], 'say which gateway'],
    ['an address that is none', 64, ['--json', '--gateway', 'x', 'hosts'], 'is no address'],
    ['an image that is none', 64, ['--json', 'doctor', 'Alpine'], 'is no image reference'],
    ['a map that is none', 64, ['--json', 'rewrite', '.', '--map', 'quay.io'], 'write it as OLD=NEW'],
    ['an option that there is not', 64, ['--json', 'verify', '--nothing'], "unknown option '--nothing'"],
    ['an argument too few', 64, ['check', '--json'], "missing required argument 'file'"],
    ['a value that is none', 64, ['verify', '--tags', '0', '--json'], 'a whole number of at least 1'],
    ['too long a reason', 64, ['--json', 'switch', 'a', '--reason', 'x'.repeat(501)], '500 characters'],
    ['a command that there is not', 64, ['--json', 'verfy'], '(Did you mean verify?)'],
    ['no command', 64, ['--json'], 'say which command'],
  ])('says so in one document: %s', async (_, expected, args, words) => {
    const { code, out, err } = await fairlead(args)
    expect(code).toBe(expected)
    expect(z.strictObject({ error: z.string() }).parse(JSON.parse(out)).error).toContain(words)
    expect(out).not.toMatch(/error: |\\n/)
    expect(err).not.toBe('')
  })

  it('prints nothing on standard output without --json, nor where --json is an argument', async () => {
    expect(await fairlead(['status'])).toMatchObject({ code: 64, out: '' })
    expect(await fairlead(['check', '--', '--json'])).toMatchObject({ code: 2, out: '' })
  })

  it('takes a variable that is set to nothing for one that is not set', async () => {
    const nothing = { FAIRLEAD_URL: '', FAIRLEAD_ADMIN_TOKEN: '' }
    const { code, err } = await fairlead(['status'], nothing)
    expect([code, err]).toEqual([64, expect.stringContaining('say which gateway: --gateway https://')])
    const without = await fairlead(['--gateway', stranger.url, 'switch', 'ghcr'], nothing)
    expect([without.code, without.err]).toEqual([64, expect.stringContaining('without its token')])
  })

  it.each([
    ['FAIRLEAD_ADMIN_TOKEN', 'hush hush-hush', 'to the token alone'],
    ['FAIRLEAD_ADMIN_TOKEN', 'hush\nhush', 'to the token alone'],
    ['FAIRLEAD_ADMIN_TOKEN', 'hush€', 'to the token alone'],
    ['FAIRLEAD_ACCESS_CLIENT_ID', 'hush hush', 'to the id alone'],
    ['FAIRLEAD_ACCESS_CLIENT_SECRET', 'hush€', 'to the secret alone'],
  ])('repeats no token that can be none: %s=%j', async (name, value, words) => {
    const args = ['--json', '--gateway', stranger.url, 'switch', 'ghcr']
    const access = { FAIRLEAD_ACCESS_CLIENT_ID: 'an-id', FAIRLEAD_ACCESS_CLIENT_SECRET: 'a-secret' }
    const { code, out, err } = await fairlead(args, { ...access, [name]: value })
    expect([code, err]).toEqual([64, expect.stringContaining(`set ${name} ${words}`)])
    expect(out + err).not.toContain('hush')
  })

  it.each([
    [NO_FILE, 'there is no such file'],
    [import.meta.dirname, 'it is a folder; name the file in it'],
  ])('says why %s cannot be read', async (path, words) => {
    const { code, err } = await fairlead(['check', path])
    expect([code, err]).toEqual([2, `fairlead: ${path} cannot be read: ${words}\n`])
  })

  it('takes no half of a service token', async () => {
    const args = ['--gateway', stranger.url, 'switch', 'ghcr']
    const { code, err } = await fairlead(args, { FAIRLEAD_ACCESS_CLIENT_SECRET: 'hush' })
    expect([code, err]).toEqual([64, expect.stringContaining('has two parts: set FAIRLEAD_ACCESS_CLIENT_ID')])
    expect(err).not.toContain('hush')
  })

  it.each([
    [
      'verify',
      64,
      ['verify'],
      {},
      'does not give its routes document without its token: set FAIRLEAD_ADMIN_TOKEN, or use --routes FILE',
    ],
    ['verify', 2, ['verify'], { FAIRLEAD_ADMIN_TOKEN: 'any' }, 'or is the address right?'],
    ['switch', 2, ['switch', 'ghcr'], { FAIRLEAD_ADMIN_TOKEN: 'any' }, 'or is the address right?'],
    ['status', 2, ['status'], {}, 'is the address right?'],
  ])('%s says what to do about an address that may be another', async (_, expected, args, env, words) => {
    const { code, err } = await fairlead(['--gateway', stranger.url, ...args], env)
    expect([code, err]).toEqual([expected, expect.stringContaining(words)])
  })

  it.each(['hosts', 'status'])('%s does not take a routes document for a gateway', async (name) => {
    const { code, err } = await fairlead(['--routes', NO_FILE, name])
    expect([code, err]).toEqual([64, expect.stringContaining('--routes does not apply here')])
  })

  it.each([
    ['hosts', ['hosts']],
    ['status', ['status']],
    ['check', ['check', NO_FILE]],
    ['doctor', ['doctor', 'quay.io/jetstack/a']],
    ['rewrite', ['rewrite', 'test/site/badge', '--map', 'quay.io/a=b.example']],
  ])('%s refuses a routes document rather than not to go by it, gateway or not', async (_, args) => {
    const env = { FAIRLEAD_URL: stranger.url }
    const { code, err } = await fairlead([...args, '--routes', NO_FILE], env)
    expect([code, err]).toEqual([64, expect.stringContaining('--routes does not apply here')])
  })
})

describe('fairlead', () => {
  it('says its version', async () => {
    expect(await fairlead(['--version'])).toEqual({ code: 0, out: `${manifest.version}\n`, err: '' })
  })

  it('describes every command in a sentence', () => {
    for (const command of createProgram().commands) expect(command.description()).toMatch(/^[A-Z].*\.$/)
  })

  it.each(createProgram().commands.map((command) => command.name()))(
    'ends the help of %s with its exit codes',
    async (name) => {
      const { code, out } = await fairlead([name, '--help'])
      expect(code).toBe(0)
      expect(out).toMatch(
        /\nfairlead --help has the options that all commands share, [^\n]+\nEnds with 0 [^\n]+, 2 if [^\n]+, 64 if it is called wrongly, 70 if something happens that nobody foresaw\.\n$/,
      )
      expect(out).not.toMatch(/default:\s+(false|\[)/)
      const wrong = await fairlead([name, '--nothing'])
      expect(wrong.err).toContain(`(fairlead ${name} --help says more)`)
    },
  )

  it('has the file of check typed before --repository, which takes all that follows', async () => {
    const { out } = await fairlead(['check', '--help'])
    expect(out).toMatch(/^Usage: fairlead check <file> \[options\]\n/)
  })

  it('says what is taken where an option is not given, if anything is', async () => {
    expect((await fairlead(['verify', '--help'])).out).toContain('(default: 20)')
    const { out } = await fairlead(['--help'])
    expect([out.includes('FAIRLEAD_URL)'), out.includes('default')]).toEqual([true, false])
  })

  it('has its exit codes in one table of the docs, as its help has them', async () => {
    const docs = await readFile(resolve(import.meta.dirname, '../../docs/command.md'), 'utf8')
    const rows = docs.split('\n').map((line) => line.split('|').map((cell) => cell.trim()))
    const table = rows.slice(rows.findIndex((cells) => cells[2] === String(EXIT.done)))
    const { done, no, failed, usage, unforeseen } = EXIT
    expect(table[0]).toEqual(['', '', ...[done, no, failed, usage, unforeseen].map(String), ''])
    const names = createProgram().commands.map((command) => command.name())
    expect(Object.keys(ENDINGS)).toEqual(names)
    expect(table.slice(2, 2 + names.length)).toEqual(
      Object.entries(ENDINGS).map(([name, ends]) => [
        ...['', `\`${name}\``, ends.done, ends.no ?? '–', ends.failed, ALWAYS.usage, ALWAYS.unforeseen, ''],
      ]),
    )
  })
})

describe('what nobody foresaw', () => {
  it.each([
    ['in a command', `URL.canParse = () => { throw new TypeError('boom') }`],
    ['where nobody waits for it', `setTimeout(() => { throw new TypeError('boom') }, 50)`],
    ['a promise that nobody waits for', `setTimeout(() => Promise.reject(new TypeError('boom')), 50)`],
  ])('is no answer, and has a code of its own: %s', async (_, code) => {
    const slow = await serveWeb(() => new Promise(() => null))
    const { code: exit, out, err } = await fairlead(['--json', '--gateway', slow.url, 'status'], before(code))
    await slow.stop()
    expect(exit).toBe(70)
    expect(JSON.parse(out)).toEqual({ error: 'nobody foresaw this: boom' })
    expect(err).toMatch(/^fairlead: nobody foresaw this, please report it[^\n]+\nTypeError: boom\n +at /)
  })

  it('is not that nobody reads on', async () => {
    const { code, err } = await fairlead(['--help'], NOBODY_READS)
    expect([code, err]).toEqual([0, ''])
  })
})

describe('a proxy that is none', () => {
  const env = { HTTPS_PROXY: 'http://user:hidden@[' }

  it('is wrong usage of whatever asks through it', async () => {
    const { code, err } = await fairlead(['--gateway', NOWHERE, 'status'], env)
    expect([code, err]).toEqual([64, expect.stringContaining('HTTPS_PROXY is set and holds no address')])
    expect(err).not.toContain('hidden')
  })

  it('is what doctor finds of one whose login cannot be read', async () => {
    const login = { HTTPS_PROXY: 'http://user:100%hidden@proxy.example.org:3128' }
    const { code, out } = await fairlead(['doctor', 'quay.io/jetstack/a'], login)
    expect([code, out]).toEqual([1, expect.stringContaining('write it as %25')])
    expect(out).not.toContain('hidden')
  })

  it('is what doctor finds, and nothing to those who ask nobody', async () => {
    const { code, out } = await fairlead(['doctor', 'quay.io/jetstack/a'], env)
    expect([code, out]).toEqual([1, expect.stringContaining('Blocked at hop 1 (proxy)')])
    expect(out).not.toContain('hidden')
    expect((await fairlead(['rewrite', 'test/site/badge', '--map', 'quay.io/a=b.example'], env)).code).toBe(0)
  })
})
