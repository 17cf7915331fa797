// A real D1 with the product's tables, its ledger and its cron, to put a demo into.
import { join } from 'node:path'
import { getPlatformProxy } from 'wrangler'
import { type DemoSettings, prepareDemo } from '../../cli/demo/demo.ts'
import { WRANGLER_TOML } from '../../cli/local/project.ts'
import { applySchema } from '../../cli/local/state.ts'
import { runLedgerCron } from '../../src/analytics/cron.ts'
import type { Event } from '../../src/analytics/event.ts'
import { createLedger } from '../../src/analytics/ledger.ts'
import { edgeOf } from '../../src/edge.ts'

type Row = Record<string, number | string | null>

export type DemoStore = {
  db: D1Database
  /** `npm start` at that time, with --demo unless settings say otherwise. Returns what it said. */
  start: (now: number, settings?: Partial<DemoSettings>) => Promise<string>
  /** What a client's pulls come to. */
  pull: (events: Event[]) => Promise<void>
  cron: (now: number) => Promise<void>
  rows: (sql: string) => Promise<Row[]>
  /** The one number that a statement answers as `n`. */
  number: (sql: string) => Promise<number>
  dispose: () => Promise<void>
}

/** The day of these tests. */
export const NOW = Date.UTC(2026, 10, 22, 18, 20)

/** In memory, or in a folder as `--state` names it. */
export async function openStore(state?: string): Promise<DemoStore> {
  const { env, dispose } = await getPlatformProxy<Env>({
    configPath: WRANGLER_TOML,
    persist: state === undefined ? false : { path: join(state, 'v3') },
    remoteBindings: false,
  })
  const db = env.DB
  await applySchema(db)
  const edge = edgeOf(env, { waitUntil: () => undefined })
  return {
    db,
    start: async (now, settings = {}) => {
      const said: string[] = []
      const { signal } = new AbortController()
      const write = (text: string) => void said.push(text)
      await prepareDemo(db, { wanted: true, state: 'FOLDER', now, write, signal, ...settings })
      return said.join('')
    },
    pull: async (events) => {
      const messages = events.map((event) => ({ event, fact: null, host: null }))
      await createLedger(() => Promise.resolve('')).write(edge, messages)
    },
    cron: (now) => runLedgerCron(edge, now, () => Promise.reject(new Error('nothing to ask'))),
    rows: async (sql) => (await db.prepare(sql).all<Row>()).results,
    number: async (sql) => (await db.prepare(sql).first<number>('n')) ?? NaN,
    dispose,
  }
}

/** A pull of the controller; `at` in milliseconds since 1970. */
export function pullAt(at: number, place: number): Event {
  return {
    id: place.toString(16).padStart(24, '0'),
    at,
    metric: 'pull',
    artifact: 'cert-manager-controller',
    tag: 'v1.19.0',
    digest: null,
    class: 'runtime',
    client: 'containerd',
    clientVersion: '1.7.27',
    clientPlatform: 'linux/amd64',
    country: 'DE',
    continent: 'EU',
    provider: '',
    upstream: 'local',
    reason: null,
    saved: '',
    source: '0011223344556677',
  }
}
