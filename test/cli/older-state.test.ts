// A state folder that an earlier version of the product left behind.
import { readFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { getPlatformProxy } from 'wrangler'
import { PROJECT, WRANGLER_TOML } from '../../cli/local/project.ts'
import { StartError } from '../../cli/local/start-error.ts'
import { prepareState } from '../../cli/local/state.ts'
import { splitStatements } from '../../cli/schema/statement.ts'
import { createWorkspace } from '../clients/workspace.ts'

const workspace = await createWorkspace()
afterAll(() => workspace.cleanUp(), 60_000)

async function inState<T>(state: string, work: (env: Env) => Promise<T>): Promise<T> {
  const persist = { path: join(state, 'v3') }
  const proxy = await getPlatformProxy<Env>({ configPath: WRANGLER_TOML, persist, remoteBindings: false })
  try {
    return await work(proxy.env)
  } finally {
    await proxy.dispose()
  }
}

const start = (state: string) =>
  inState(state, (env) =>
    prepareState(env, {
      state,
      routes: '{}',
      upstreams: [],
      demo: false,
      write: () => undefined,
      signal: new AbortController().signal,
    }),
  )

it('is started with, and what was counted in it is there', async () => {
  const state = await workspace.folder('older')
  const past = await readFile(resolve(PROJECT, 'test/schema/past/5.sql'), 'utf8')
  await inState(state, async ({ DB: db }) => {
    await db.batch(splitStatements(past).map((sql) => db.prepare(sql)))
    await db.prepare('INSERT INTO total_count VALUES (2, 3, 4, 1000, 20000, 20001)').run()
  })
  await start(state)
  await inState(state, async ({ DB: db }) => {
    expect(await db.prepare('SELECT count FROM total_count').first('count')).toBe(1000)
    expect(await db.prepare("SELECT COUNT(*) AS n FROM pragma_table_info('dump')").first('n')).toBe(5)
  })
})

it('is refused by a sentence where starting would lose rows', async () => {
  const state = await workspace.folder('newer')
  await inState(state, ({ DB: db }) =>
    db.prepare('CREATE TABLE tag (artifact TEXT, colour TEXT) STRICT').run(),
  )
  const started = start(state)
  await expect(started).rejects.toThrow(StartError)
  await expect(started).rejects.toThrow(/table tag: the column colour .* npm start -- --state/s)
})
