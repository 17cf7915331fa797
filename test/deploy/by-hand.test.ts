// What the docs have people type to the account with the real wrangler, as it stands there, after a deploy.
import { execFile } from 'node:child_process'
import { readFile, readdir, symlink } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { NODE_WRANGLER } from '../../cli/deploy/wrangler.ts'
import { PROJECT } from '../../cli/local/project.ts'
import { createWorkspace } from '../clients/workspace.ts'
import { type CloudflareApi, startCloudflareApi } from './cloudflare-api.ts'
import { EXAMPLE_ROUTES, tryDeploy } from './scene.ts'

/** How the document in use is fetched. */
const FETCH = 'npx wrangler kv key get --binding CONFIG --remote --text routes > routes.json'

/** In blocks of commands and in sentences, without the remark behind it. */
const COMMAND = /npx wrangler [^`\n]*--remote(?: [^`\n#]*[^`\n# ])?/g

const docs = (await readdir(join(PROJECT, 'docs'))).filter((file) => file.endsWith('.md'))
const texts = await Promise.all(docs.map((file) => readFile(join(PROJECT, 'docs', file), 'utf8')))
// One with a FILE that the person has to name stands elsewhere with its name.
const documented = texts.flatMap((text) => text.match(COMMAND) ?? []).filter((one) => !one.endsWith(' FILE'))

const workspace = await createWorkspace()
afterAll(() => workspace.cleanUp(), 60_000)

let api: CloudflareApi
let folder: string
let env: typeof process.env
beforeAll(async () => {
  api = await startCloudflareApi()
  workspace.later(api.close)
  folder = await workspace.folder('checkout')
  for (const name of ['node_modules', 'package.json', 'wrangler.toml', 'config'])
    await symlink(resolve(PROJECT, name), join(folder, name))
  const own = {
    ...process.env,
    HOME: folder,
    CLOUDFLARE_API_BASE_URL: api.url,
    CLOUDFLARE_API_TOKEN: 'made-up',
    WRANGLER_SEND_METRICS: 'false',
  }
  env = own
  expect(await tryDeploy({ ...NODE_WRANGLER, env: own }, { routes: EXAMPLE_ROUTES })).toContain('https://')
  const { db } = api.databases.get('fairlead') ?? {}
  db?.exec("INSERT INTO parked VALUES ('1', 2, 'a message that was not taken')")
}, 240_000)

/** The value of a key of CONFIG. */
const valueOf = (key: string) => api.values.get(placeOf(key))
const placeOf = (key: string) => `${api.namespaces.get('fairlead-config') ?? ''} ${key}`

async function type(command: string): Promise<string> {
  const options = { cwd: folder, env, timeout: 60_000 }
  return (await promisify(execFile)('bash', ['-euo', 'pipefail', '-c', command], options)).stdout
}

/** What is to be seen of each kind of command once it was typed. */
const SIGHTS: [command: RegExp, see: (parts: string[], out: string) => Promise<void> | void][] = [
  [
    /kv key put .* (\w+) --path (\S+)$/,
    async ([, key = '', path = '']) => expect(valueOf(key)).toBe(await readFile(join(folder, path), 'utf8')),
  ],
  [/kv key put .* (\w+) (\w+)$/, ([, key = '', value = '']) => expect(valueOf(key)).toBe(value)],
  [
    /kv key get .* (routes\S*) > (\S+)$/,
    async ([, key = '', path = '']) =>
      expect(await readFile(join(folder, path), 'utf8')).toBe(`${valueOf(key) ?? ''}\n`),
  ],
  [/kv key delete .* (\w+)$/, ([, key = '']) => expect(valueOf(key)).toBeUndefined()],
  [/d1 execute DB .*parked/, (_parts, out) => expect(out).toContain('a message that was not taken')],
]

describe('after a deploy', () => {
  beforeEach(() => {
    api.values.set(placeOf('routes'), '{"auth":"anonymous"}')
    api.values.set(placeOf('routes:last-good'), '{"auth":"token"}')
    api.values.set(placeOf('upstream'), 'quay')
  })

  it.each([...new Set([FETCH, ...documented])])('%s', async (command) => {
    const found = SIGHTS.find(([kind]) => kind.test(command))
    if (found === undefined) throw new Error('nobody has said what is to be seen of it')
    const [kind, see] = found
    await see([...(kind.exec(command) ?? [])], await type(command))
  })

  it('is where the runbook switches without the admin API', () => {
    expect(documented).toContain('npx wrangler kv key put --binding CONFIG --remote upstream ghcr')
  })
})
