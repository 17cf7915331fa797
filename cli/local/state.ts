// The local KV and D1, filled before anybody can ask the gateway: the routes document, and the tables.
import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { prepareDemo } from '../demo/demo.ts'
import { SchemaError, databaseOf, migrate } from '../schema/migrate.ts'
import { PROJECT } from './project.ts'
import { StartError } from './start-error.ts'

export type StateSettings = {
  state: string
  routes: string
  upstreams: string[]
  demo: boolean
  write: (text: string) => void
  signal: AbortSignal
}

/** The value of the key `upstream` that an earlier run left behind, and whether this run can use it. */
export type StoredUpstream = { name: string; kept: boolean } | null

export async function prepareState(
  { CONFIG, DB }: Pick<Env, 'CONFIG' | 'DB'>,
  settings: StateSettings,
): Promise<StoredUpstream> {
  const { state, routes, upstreams } = settings
  await applySchema(DB).catch((error: unknown) => {
    if (!(error instanceof SchemaError)) throw error
    throw new StartError(`${state}: ${error.message}\nStart with another state: npm start -- --state FOLDER`)
  })
  await prepareDemo(DB, { ...settings, wanted: settings.demo, now: Date.now() })
  await CONFIG.put('routes', routes)
  const name = await CONFIG.get('upstream')
  if (name === null) return null
  const kept = upstreams.includes(name.trim())
  if (!kept) await CONFIG.delete('upstream')
  return { name: name.trim(), kept }
}

/** An older run's tables are brought to today's, with what was counted. */
export async function applySchema(db: D1Database): Promise<string[]> {
  return migrate(databaseOf(db), await readFile(resolve(PROJECT, 'schema.sql'), 'utf8'))
}
