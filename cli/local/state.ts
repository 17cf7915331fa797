// The local KV and D1, filled before the gateway opens them: the routes document, and the tables.
import { readFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { prepareDemo } from '../demo/demo.ts'
import { PROJECT, WRANGLER_TOML } from './project.ts'

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

export async function prepareState(settings: StateSettings): Promise<StoredUpstream> {
  const { state, routes, upstreams } = settings
  // Wrangler takes a second to load: only here, so that a mistyped option or Ctrl-C is answered at once.
  const { getPlatformProxy } = await import('wrangler')
  const { env, dispose } = await getPlatformProxy<Pick<Env, 'CONFIG' | 'DB'>>({
    configPath: WRANGLER_TOML,
    persist: { path: join(state, 'v3') },
    remoteBindings: false,
  })
  try {
    await applySchema(env.DB)
    await prepareDemo(env.DB, { ...settings, wanted: settings.demo, now: Date.now() })
    await env.CONFIG.put('routes', routes)
    const name = await env.CONFIG.get('upstream')
    if (name === null) return null
    const kept = upstreams.includes(name.trim())
    if (!kept) await env.CONFIG.delete('upstream')
    return { name: name.trim(), kept }
  } finally {
    await dispose()
  }
}

async function readSchema(): Promise<string> {
  try {
    return await readFile(resolve(PROJECT, 'schema.sql'), 'utf8')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return ''
    throw error
  }
}

export async function applySchema(db: D1Database): Promise<void> {
  const statements = splitStatements(await readSchema())
  if (statements.length > 0) await db.batch(statements.map((statement) => db.prepare(statement)))
}

/** One statement ends where a line does: `exec()` takes neither comments nor statements of several lines. */
export function splitStatements(schema: string): string[] {
  return schema
    .split(/;[ \t]*$/m)
    .map((statement) => statement.trim())
    .filter((statement) => statement.replace(/--.*$/gm, '').trim() !== '')
}
