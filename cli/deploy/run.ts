// The order of a deploy. Each step may be repeated, and each leaves the account in a state that serves: the schema comes
// before the Worker, since the new code needs it and serving needs no tables.
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join, relative, resolve } from 'node:path'
import { PROJECT, WRANGLER_TOML } from '../local/project.ts'
import { SchemaError, migrate } from '../schema/migrate.ts'
import { findAccount } from './account.ts'
import { writeBound } from './bound.ts'
import { buildWorker } from './build.ts'
import { DeployError } from './deploy-error.ts'
import type { DeployOptions } from './option.ts'
import { namespaceTitle, provision, queueNames } from './provision.ts'
import { remoteDatabase } from './remote-database.ts'
import { type RoutesFile, putRoutesOnce, readRoutesFile } from './routes-key.ts'
import { missingSecrets } from './secret.ts'
import { checkSecretsFile } from './secrets-file.ts'
import { type SettingsFile, readSettingsFile } from './settings-file.ts'
import { type Program, type Wrangler, createWrangler } from './wrangler.ts'

export type Surroundings = { program: Program; say: (line: string) => void }

type Checked = { settings: SettingsFile; routes: RoutesFile | null; database: string }

export async function deploy(options: DeployOptions, { program, say }: Surroundings): Promise<void> {
  const checked = await check(options, say)
  await inFolder(async (folder) => {
    const wrangler = createWrangler(program, options.config)
    say(`build          ${await buildWorker(wrangler, join(folder, 'build'))}`)
    if (options.isDryRun) return rehearse(checked, wrangler, { folder, say })
    return carryOut(options, checked, { program, say })
  })
}

/** Everything that can be wrong without asking anybody. */
async function check(options: DeployOptions, say: Surroundings['say']): Promise<Checked> {
  const settings = await readSettingsFile(options.config)
  const routes = options.routes === null ? null : await readRoutesFile(options.routes)
  if (options.secrets !== null) await checkSecretsFile(options.secrets, settings.vars)
  say(`settings       ${relative(PROJECT, options.config)}: the Worker "${settings.name}"`)
  if (routes !== null) say(`routes         ${relative(PROJECT, routes.path)}: no mistakes`)
  if (options.secrets !== null) say(`secrets        ${relative(PROJECT, options.secrets)}: no mistakes`)
  const [database] = settings.d1_databases
  if (database === undefined) throw new DeployError('the settings have no D1 database')
  return { settings, routes, database: database.database_name }
}

async function carryOut(
  options: DeployOptions,
  checked: Checked,
  { program, say }: Surroundings,
): Promise<void> {
  const { settings, routes, database } = checked
  const first = createWrangler(program, options.config)
  const chosen = settings.account_id ?? { ...process.env, ...program.env }['CLOUDFLARE_ACCOUNT_ID'] ?? ''
  say(`account        ${await findAccount(first, chosen)}`)
  const bound = await provision(first, settings, say)
  const wrangler = createWrangler(program, await writeBound(settings, bound, dirname(options.config)))
  say(`schema         ${await bringSchema(wrangler, database, ['--remote'])}`)
  const state = await putRoutesOnce(wrangler, bound.namespaces.get('CONFIG') ?? '', routes)
  say(state.line)
  const secrets = options.secrets === null ? [] : ['--secrets-file', options.secrets]
  const out = await wrangler.must('deploy the Worker', 'deploy', ...secrets)
  say(`Worker         deployed`)
  for (const line of addressesOf(out)) say(`               ${line}`)
  for (const line of await missingSecrets(wrangler, state.document, flagsOf(options.config))) say(line)
}

/** The schema on a database that is thrown away, and what would be done in the account. */
async function rehearse(
  { settings, routes, database }: Checked,
  wrangler: Wrangler,
  { folder, say }: { folder: string; say: Surroundings['say'] },
): Promise<void> {
  const local = ['--local', '--persist-to', join(folder, 'state')]
  await bringSchema(wrangler, database, local)
  say(`schema         ${await bringSchema(wrangler, database, local)}, on a database that is thrown away`)
  const isDirect = settings.vars['EVENT_SINK'] === 'direct'
  say('In the account it would find, or make:')
  for (const { binding, id } of settings.kv_namespaces)
    say(`  KV namespace ${id ?? namespaceTitle(settings.name, binding)}`)
  for (const { database_name: name } of settings.d1_databases)
    say(`  D1 database ${name}, and bring it to schema.sql`)
  if (!isDirect) for (const name of queueNames(settings)) say(`  queue ${name}`)
  if (routes !== null) say(`  the key "routes", from ${relative(PROJECT, routes.path)}, if there is none yet`)
  say(`  the Worker ${settings.name}${isDirect ? ', without queues (EVENT_SINK is "direct")' : ''}`)
  say('Nothing was sent anywhere.')
}

async function bringSchema(wrangler: Wrangler, database: string, where: string[]): Promise<string> {
  const schema = await readFile(resolve(PROJECT, 'schema.sql'), 'utf8')
  try {
    const done = await migrate(remoteDatabase(wrangler, database, where), schema)
    return schemaWords(done)
  } catch (error) {
    if (error instanceof SchemaError) throw new DeployError(error.message, { cause: error })
    throw error
  }
}

function schemaWords(done: string[]): string {
  if (done.length === 0) return 'in place'
  return done.every((what) => what.startsWith('make the '))
    ? `${done.length} tables and indexes made`
    : done.join('; ')
}

/** What the settings' file is named by on wrangler's command line; it finds wrangler.toml by itself. */
function flagsOf(config: string): string {
  return config === WRANGLER_TOML ? '' : ` --config ${relative(PROJECT, config)}`
}

/** Where wrangler says the Worker can be reached. */
function addressesOf(out: string): string[] {
  return [...out.matchAll(/^\s*(https:\/\/\S+|\S+ \(custom domain.*\))\s*$/gm)].map(([, line]) => line ?? '')
}

async function inFolder(work: (folder: string) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'fairlead-deploy-'))
  try {
    await work(folder)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
