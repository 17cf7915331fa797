// A ledger on a real D1, filled with made-up events and read back whole.
import { splitStatements } from '../../cli/schema/statement.ts'
import { env } from 'cloudflare:workers'
import schema from '../../schema.sql?raw'
import type { Event } from '../../src/analytics/event.ts'
import { createLedger } from '../../src/analytics/ledger.ts'
import type { Message } from '../../src/analytics/message.ts'
import { edgeOf } from '../../src/edge.ts'

/** Noon of a day long past, so that nothing is final or late unless a test says so. */
export const NOON = Date.UTC(2026, 9, 14, 12)
export const HOUR_MS = 3_600_000
export const DAY_MS = 24 * HOUR_MS

export const edge = edgeOf(env, { waitUntil: () => undefined })
export const ledger = createLedger(() => Promise.resolve(''))

const statements = splitStatements(schema)

export async function emptyLedger(): Promise<void> {
  const { results } = await env.DB.prepare(
    "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name NOT LIKE '_cf_%'",
  ).all<{ name: string }>()
  await env.DB.batch([
    ...results.map(({ name }) => env.DB.prepare(`DROP TABLE ${name}`)),
    ...statements.map((sql) => env.DB.prepare(sql)),
  ])
}

let made = 0

/** An event with an id of its own; a pull by tag unless `fields` say otherwise. */
export function event(fields: Partial<Event> = {}): Event {
  made++
  return {
    id: made.toString(16).padStart(24, '0'),
    at: NOON,
    metric: 'pull',
    artifact: 'cert-manager-controller',
    tag: 'v1.19.0',
    digest: null,
    class: 'runtime',
    client: 'containerd',
    clientVersion: '1.7.13',
    clientPlatform: '',
    country: 'DE',
    continent: 'EU',
    provider: '',
    upstream: 'quay',
    reason: null,
    saved: '',
    source: '0011223344556677',
    ...fields,
  }
}

export const messageOf = (one: Event): Message => ({ event: one, fact: null, host: null })

export async function write(...events: Event[]): Promise<void> {
  await ledger.write(edge, events.map(messageOf))
}

/** The raw events by the given columns: `{"v1.19.0 linux/amd64": 2}`. */
export async function countBy(...columns: string[]): Promise<Record<string, number>> {
  const values = columns
    .map((column) => `(SELECT value FROM label WHERE id = cell.${column})`)
    .join(` || ' ' || `)
  const { results } = await env.DB.prepare(
    `SELECT ${values} AS key, COUNT(*) AS count FROM event JOIN cell ON cell.id = event.cell GROUP BY 1 ORDER BY 1`,
  ).all<{ key: string; count: number }>()
  return Object.fromEntries(results.map(({ key, count }) => [key, count]))
}

/** The one number that a statement answers. */
export async function numberOf(sql: string): Promise<number> {
  return (await env.DB.prepare(sql).first<number>('n')) ?? 0
}
