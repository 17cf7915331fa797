// How every command fails, what it says to programs then, and what its help says about it.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import * as z from 'zod'
import manifest from '../../package.json' with { type: 'json' }
import { createProgram } from '../../cli/command/program.ts'
import { fairlead } from './fairlead.ts'
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
    ['a gateway that does not answer', ['--json', '--gateway', NOWHERE, 'status'], 'cannot be asked'],
    ['--json after the command', ['hosts', '--json'], 'say which gateway'],
    ['a file that is not there', ['--json', 'check', NO_FILE], 'cannot be read'],
    ['an image that is none', ['--json', 'doctor', 'Alpine'], 'is no image reference'],
    [
      'a checkout that is not there',
      ['--json', 'rewrite', 'no/such', '--map', 'quay.io/a=ghcr.io/b'],
      'no/such',
    ],
    ['an option that there is not', ['--json', 'verify', '--nothing'], "unknown option '--nothing'"],
    ['an argument too few', ['check', '--json'], "missing required argument 'file'"],
    ['a value that is none', ['verify', '--tags', '0', '--json'], 'a whole number of at least 1'],
    ['a command that there is not', ['--json', 'verfy'], '(Did you mean verify?)'],
    ['no command', ['--json'], 'say which command'],
  ])('says so in one document: %s', async (_, args, words) => {
    const { code, out, err } = await fairlead(args)
    expect(code).toBe(2)
    expect(z.strictObject({ error: z.string() }).parse(JSON.parse(out)).error).toContain(words)
    expect(out).not.toMatch(/error: |\\n/)
    expect(err).not.toBe('')
  })

  it('prints nothing on standard output without --json, nor where --json is an argument', async () => {
    expect(await fairlead(['status'])).toMatchObject({ code: 2, out: '' })
    expect(await fairlead(['check', '--', '--json'])).toMatchObject({ code: 2, out: '' })
  })

  it.each([
    [
      'verify',
      ['verify'],
      {},
      'does not give its routes document without its token: set FAIRLEAD_ADMIN_TOKEN, or use --routes FILE',
    ],
    ['verify', ['verify'], { FAIRLEAD_ADMIN_TOKEN: 'any' }, 'or is the address right?'],
    ['switch', ['switch', 'ghcr'], { FAIRLEAD_ADMIN_TOKEN: 'any' }, 'or is the address right?'],
    ['status', ['status'], {}, 'is the address right?'],
  ])('%s says what to do about an address that may be another', async (_, args, env, words) => {
    const { code, err } = await fairlead(['--gateway', stranger.url, ...args], env)
    expect([code, err]).toEqual([2, expect.stringContaining(words)])
  })

  it.each(['hosts', 'status'])('%s does not take a routes document for a gateway', async (name) => {
    const { code, err } = await fairlead(['--routes', NO_FILE, name])
    expect([code, err]).toEqual([2, expect.stringContaining('--routes does not apply here')])
  })
})

describe('fairlead', () => {
  it('says its version', async () => {
    expect(await fairlead(['--version'])).toEqual({ code: 0, out: `${manifest.version}\n`, err: '' })
  })

  it.each(createProgram().commands.map((command) => command.name()))(
    'ends the help of %s with its exit codes',
    async (name) => {
      const { code, out } = await fairlead([name, '--help'])
      expect(code).toBe(0)
      expect(out).toMatch(/\nEnds with 0 [^\n]+, 2 if [^\n]+\.\n$/)
    },
  )
})
