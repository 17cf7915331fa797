// What a person is told when a deploy cannot go on, by what wrangler says then.
import { execFile } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeEach, describe, expect, it } from 'vitest'
import { adviceOf } from '../../cli/deploy/advice.ts'
import { parseOptions } from '../../cli/deploy/option.ts'
import { PROJECT } from '../../cli/local/project.ts'
import { NOBODY_READS } from '../cli/fairlead.ts'
import { createWorkspace } from '../clients/workspace.ts'
import { BUILD, type Script, fakeWrangler } from './fake-wrangler.ts'
import { copySettings, tryDeploy } from './scene.ts'

const workspace = await createWorkspace()
afterAll(() => workspace.cleanUp(), 60_000)

let folder: string
beforeEach(async (context) => {
  folder = await workspace.folder(context.task.id)
})

const ACCOUNTS = [
  { id: 'a1', name: 'One' },
  { id: 'b2', name: 'Two' },
]
const whoami = (accounts: object[]): Script => [
  ['whoami', { out: JSON.stringify({ loggedIn: true, accounts }) }],
]
const error = (text: string) => ({
  code: 1,
  err: `\u001b[31m✘ \u001b[41;31m[ERROR] ${text}\u001b[0m\n\n🪵  Logs were written to "x"\n`,
})
const LIST: Script = [
  [
    'kv namespace list',
    { out: '[{"id":"1","title":"fairlead-config"},{"id":"2","title":"fairlead-manifests"}]' },
  ],
  ['d1 list', { out: '[{"uuid":"3","name":"fairlead"}]' }],
]

describe('a deploy that cannot go on says what to do', { timeout: 60_000 }, () => {
  it.each<[string, Script, RegExp]>([
    [
      'nobody is logged in',
      [['whoami', { code: 1, out: '{"loggedIn":false}' }]],
      /Not logged in.*npx wrangler login.*D1 Edit, Queues Edit/s,
    ],
    ['there is no account', whoami([]), /to no account/],
    [
      'there are several accounts',
      whoami(ACCOUNTS),
      /Set CLOUDFLARE_ACCOUNT_ID to one of them:\n {2}a1 {2}One\n {2}b2 {2}Two/,
    ],
    [
      'a token is not allowed something',
      [
        ...whoami([ACCOUNTS[0] ?? {}]),
        [
          'kv namespace list',
          error('A request to the Cloudflare API failed.\n\n  Authentication error [code: 10000]'),
        ],
      ],
      /Cannot list the KV namespaces\.\n.*code: 10000.*has to be allowed: Account: Workers Scripts Edit/s,
    ],
    [
      'the network is away',
      [...whoami([ACCOUNTS[0] ?? {}]), ['kv namespace list', error('fetch failed')]],
      /could not be reached.*goes on from here/s,
    ],
    [
      'what was made is not to be seen yet',
      [...whoami([ACCOUNTS[0] ?? {}]), ['kv namespace list', { out: '[]' }]],
      /"fairlead-config" was made, and is not in the list yet/,
    ],
    [
      'the plan has no queues',
      [
        ...whoami([ACCOUNTS[0] ?? {}]),
        ...LIST,
        ['queues info', error('Queue "x" does not exist.')],
        ['queues create', error('Queues is not available on your plan')],
      ],
      /Cannot make the queue fairlead-events-dead\..*EVENT_SINK = "direct"/s,
    ],
    [
      'the Worker does not build',
      [['--dry-run', error('Could not resolve "hono"')]],
      /Cannot build the Worker\.\n {2}Could not resolve "hono"/,
    ],
  ])('when %s', async (_what, script, sentence) => {
    const { program } = await fakeWrangler(folder, [
      ...script.filter(([words]) => words === '--dry-run'),
      ...BUILD,
      ...script,
    ])
    const said = await tryDeploy(program)
    expect(said).toMatch(sentence)
    expect(said).not.toMatch(/Logs were written|\u001b/)
  })

  it('takes the account that was chosen', async () => {
    const { program, calls } = await fakeWrangler(folder, [
      ...BUILD,
      ...whoami(ACCOUNTS),
      ['kv', error('fetch failed')],
    ])
    const chosen = (id: string) => ({ ...program, env: { CLOUDFLARE_ACCOUNT_ID: id } })
    expect(await tryDeploy(chosen('b2'))).toContain('account        Two')
    expect(await tryDeploy(chosen('c3'))).toContain('The account c3 is not one that you may use')
    expect((await calls()).filter((call) => call.includes('kv namespace list'))).toHaveLength(1)
  })
})

describe('before anybody is asked', { timeout: 60_000 }, () => {
  const refused = async (options: { config?: string; routes?: string; secrets?: string }) => {
    const { program, calls } = await fakeWrangler(folder, [])
    const said = await tryDeploy(program, options)
    expect(await calls()).toEqual([])
    return said
  }

  it.each<[string, [string, string], RegExp]>([
    [
      'a binding of an update',
      ['binding = "MANIFESTS"', 'binding = "OLD"'],
      /the binding MANIFESTS is missing: copy it from wrangler.toml/,
    ],
    ['a variable', ['RAW_DAYS = 4', ''], /the variable RAW_DAYS is missing/],
    [
      'a value',
      ['RAW_DAYS = 4', 'RAW_DAYS = 2'],
      /wrangler\.mine\.toml:\n {2}\[vars\] RAW_DAYS: must be a whole number from 4 to 30$/,
    ],
    [
      'half of what Access takes',
      ['RAW_DAYS = 4', 'RAW_DAYS = 4\nACCESS_TEAM_DOMAIN = "example"'],
      /\[vars\] ACCESS_TEAM_DOMAIN and ACCESS_AUD: must both be set/,
    ],
    ['a name', ['name = "fairlead"', 'name = "Fair Lead"'], /\n {2}name: must be/],
    ['a missing part', ['[triggers]', '[trigger]'], /\n {2}triggers: is missing/],
    ['a cron', ['"* * * * *", ', ''], /the cron "\* \* \* \* \*" is missing/],
    [
      'the place for dead letters',
      ['"fairlead-events-dead"', '"fairlead-lost"'],
      /must have a name that ends in -dead/,
    ],
    [
      'the dataset',
      ['dataset = "fairlead_events"', 'dataset = "other"'],
      /ANALYTICS_DATASET must be the dataset that is bound/,
    ],
    ['a domain', ['# routes = [', 'routes = ['], /routes:.*is an example; put your domain there|is not TOML/],
    ['TOML', ['[vars]', '[vars'], /is not TOML/],
  ])('settings are refused for %s', async (_what, edit, sentence) => {
    expect(await refused({ config: await copySettings(folder, edit) })).toMatch(sentence)
  })

  it('a routes document with a mistake is refused with the field', async () => {
    const routes = join(folder, 'routes.json')
    await writeFile(routes, '{"upstreams": {"quay": {"registry": "quay.io"}}, "repositories": {}}')
    expect(await refused({ routes })).toMatch(/is not a routes document:\n {2}upstreams\.quay\.registry/)
    await writeFile(
      routes,
      '{"upstreams": {"a": {"registry": "https://a.example"}}, "repositories": {},\n"auth": "token", "auth": "anonymous"}',
    )
    expect(await refused({ routes })).toMatch(/\n {2}auth: is at line 2, column 1, and again at line 2/)
    expect(await refused({ routes: join(folder, 'none.json') })).toMatch(/none\.json: cannot be read/)
    expect(await refused({ secrets: join(folder, 'none.env') })).toMatch(/none\.env: cannot be read/)
  })

  it('an option that there is not is named', () => {
    expect(() => parseOptions(['--rotues', 'x'], {})).toThrow(/--rotues.*--help lists what there is/)
    expect(parseOptions(['--routes', 'x.json'], { INIT_CWD: '/home/me' })?.routes).toBe('/home/me/x.json')
    expect(parseOptions(['--help'], {})).toBeNull()
    // `npm run deploy --dry-run`: npm keeps the flag to itself.
    expect(() => parseOptions([], { npm_config_dry_run: 'true' })).toThrow('npm run deploy -- --dry-run')
    expect(parseOptions(['--dry-run'], { npm_config_dry_run: 'true' })?.isDryRun).toBe(true)
  })
})

it.each([
  ['Could not find zone for `downloads.cert-manager.io`.', /not on this account: add it/],
  ['Hostname already has externally managed DNS records [code: 100117]', /Delete that record/],
  ['You need to register a workers.dev subdomain before publishing', /choose one at/],
  ['something new', /something new\nRun `npm run deploy` again/],
  [
    'A request to the Cloudflare API (/accounts/0a1b503c4d403e5f60718293a4b5c6d7/workers/scripts/fairlead) failed.',
    /failed\.\nRun `npm run deploy` again/,
  ],
  ['src/index.ts:503:12: ERROR: Expected "}"', /Expected "}"\nRun `npm run deploy` again/],
  ['PUT /accounts/x/workers/scripts/fairlead -> 503 Service Unavailable', /could not be reached/],
  ['GET /accounts/x/storage/kv/namespaces -> 403 Forbidden', /is not allowed this/],
])('%s is followed by what helps', (problem, advice) => {
  expect(adviceOf(problem)).toMatch(advice)
})

it('goes on where nobody reads what it says', async () => {
  const env = { ...process.env, ...NOBODY_READS }
  const deploy = [join(PROJECT, 'cli/deploy/deploy.ts'), '--help']
  expect(await promisify(execFile)(process.execPath, deploy, { env })).toEqual({ stdout: '', stderr: '' })
})

describe('a dry run', { timeout: 120_000 }, () => {
  it('asks nobody anything', async () => {
    const { program, calls } = await fakeWrangler(folder, [...BUILD, ['d1 execute', { out: '[]' }]])
    await tryDeploy(program, { isDryRun: true })
    for (const call of await calls())
      expect(call).toMatch(/--dry-run|d1 execute fairlead --local --persist-to /)
  })
})
