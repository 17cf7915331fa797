// The file of secrets: what is refused before anybody is asked, what is taken, and that nothing of it is to be seen.
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeEach, describe, expect, it } from 'vitest'
import { createWorkspace } from '../clients/workspace.ts'
import { BUILD, type Script, fakeWrangler } from './fake-wrangler.ts'
import { EXAMPLE_ROUTES, tryDeploy } from './scene.ts'

const workspace = await createWorkspace()
afterAll(() => workspace.cleanUp(), 60_000)

let folder: string
beforeEach(async (context) => {
  folder = await workspace.folder(context.task.id)
})

const ACCOUNT: Script = [
  ['whoami', { out: '{"loggedIn":true,"accounts":[{"id":"a1","name":"One"}]}' }],
  [
    'kv namespace list',
    { out: '[{"id":"1","title":"fairlead-config"},{"id":"2","title":"fairlead-manifests"}]' },
  ],
  ['d1 list', { out: '[{"uuid":"3","name":"fairlead"}]' }],
  ['sqlite_master', { out: '[]' }],
]

describe('secrets', { timeout: 60_000 }, () => {
  it.each<[string, string, RegExp]>([
    ['a short token', '\uFEFFADMIN_TOKEN=hush-hush\n', /ADMIN_TOKEN: must be 16 to 512 printable characters/],
    ['a token with spaces', 'ADMIN_TOKEN="hush hush hush hush"', /ADMIN_TOKEN: must be .* without spaces/],
    ['a token cut off by a remark', 'ADMIN_TOKEN=hush#hush-hush-hush-hush', /ADMIN_TOKEN: must be 16/],
    ['a short key', 'TOKEN_SECRET=hush-hush-hush-hush', /TOKEN_SECRET: must be at least 32 characters/],
    ['a token in JSON', '{"ADMIN_TOKEN": "hush-hush"}', /ADMIN_TOKEN: must be 16/],
    ['broken JSON', '{"ADMIN_TOKEN": "hush-hush-hush-hush",}', /is not JSON: line 1, column 39: leave out/],
    ['a value that is no text', '{"ADMIN_TOKEN": {"hush": "hush"}}', /ADMIN_TOKEN: must be text in/],
    [
      'a line that is none',
      '# ours\n\nA=b\nhush-hush\n',
      /: *\n {2}line 4: must be NAME=value, with a value/,
    ],
    ['a secret in the place of a name', 'aHVzaC1odXNo=\n', /line 1: must be NAME=value, with a value/],
    ['a quote without an end', 'A="x\ny"\r\nADMIN_TOKEN="hush-hush', /\n {2}line 3: must be/],
    [
      'a name that is there twice',
      '\nADMIN_TOKEN=hush-hush-hush-hush\n# ours\nADMIN_TOKEN=hush-hush-hush-hush',
      /line 4: sets the name of line 2 again; leave one of them out/,
    ],
    [
      'a name that is twice in JSON',
      '{"A": "hush-hush",\n"A": "hush-hush"}',
      /A: is at line 1, column 2, and again at line 2, column 1/,
    ],
    [
      'all that is wrong, in one round',
      'ADMIN_TOKEN=hush-hush\nhush hush\nTOKEN_SECRET=hush-hush\nA=b\nA=c\n',
      /line 5: sets[^]*line 2: must be[^]*TOKEN_SECRET: must be[^]*ADMIN_TOKEN: must be/,
    ],
    [
      'all that is wrong in JSON',
      '{"ADMIN_TOKEN": "hush-hush", "B": 1}',
      /B: must be[^]*ADMIN_TOKEN: must be/,
    ],
    ['nothing', '# ours\r\n\r\n', /there is no secret in it/],
  ])('are refused for %s, and not repeated', async (_what, text, sentence) => {
    const secrets = join(folder, 'secrets.env')
    await writeFile(secrets, text)
    for (const isDryRun of [true, false]) {
      const { program, calls } = await fakeWrangler(folder, [])
      const said = await tryDeploy(program, { secrets, isDryRun })
      expect(await calls()).toEqual([])
      expect(said).toMatch(sentence)
      expect(said).not.toMatch(/hush|aHVz/)
    }
  })

  it.each([
    '\uFEFF# ours\r\nexport ADMIN_TOKEN = hush-hush-hush-hush # ours\r\n',
    'GHCR_LOGIN="user:a\nb"\n\nADMIN_TOKEN=\'hush-hush-hush-hush\'\nOTHER=a=b c',
    '{"ADMIN_TOKEN": "hush-hush-hush-hush"}',
  ])('are taken as wrangler takes them: %j', async (text) => {
    const secrets = join(folder, 'secrets.env')
    await writeFile(secrets, text)
    const { program } = await fakeWrangler(folder, [...BUILD, ['d1 execute', { out: '[]' }]])
    const said = await tryDeploy(program, { secrets, isDryRun: true })
    expect(said).toMatch(/secrets .*secrets\.env: no mistakes\n/)
    expect(said).not.toContain('hush')
  })

  it('are on no command line', async () => {
    const secrets = join(folder, 'secrets.env')
    await writeFile(secrets, 'ADMIN_TOKEN=hush-hush-hush-hush\n')
    const { program, calls } = await fakeWrangler(folder, [...BUILD, ...ACCOUNT])
    await tryDeploy(program, { secrets, routes: EXAMPLE_ROUTES })
    expect((await calls()).join('\n')).not.toContain('hush-hush')
  })
})
