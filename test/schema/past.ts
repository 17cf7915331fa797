// Databases as earlier versions of schema.sql made them, with rows in every table.
import { env } from 'cloudflare:workers'
import current from '../../schema.sql?raw'
import { splitStatements } from '../../cli/schema/statement.ts'
import { type Table, parseTable } from '../../cli/schema/table.ts'
import first from './past/1.sql?raw'
import second from './past/2.sql?raw'
import third from './past/3.sql?raw'
import fourth from './past/4.sql?raw'
import fifth from './past/5.sql?raw'
import sixth from './past/6.sql?raw'
import seventh from './past/7.sql?raw'
import eighth from './past/8.sql?raw'
import ninth from './past/9.sql?raw'

/** Every version that there has been, the oldest first. A change of schema.sql puts the one before it here. */
export const PAST: [name: string, schema: string][] = [
  ['the first', first],
  ['with incidents and saved requests', second],
  ['with every layer of an image', third],
  ['with the artifacts of a manifest', fourth],
  ['with dumps of one part', fifth],
  ['with hours found by the artifact', sixth],
  ['with months that are added up by whoever asks', seventh],
  ['with sums of all time', eighth],
  ['with what was parked, in no order', ninth],
  ['the current', current],
]

export type Row = Record<string, unknown>
/** By table; a blob is an array of numbers. */
export type Content = Map<string, Row[]>

const ROWS = 3

export async function makePast(schema: string): Promise<void> {
  await dropAll()
  const statements = splitStatements(schema)
  const tables = statements.flatMap((sql) => parseTable(sql) ?? [])
  // Triggers make those of all artifacts together.
  const inserts = tables.filter(({ name }) => !name.startsWith('all_')).flatMap(rowsOf)
  await env.DB.batch([...statements.map((sql) => env.DB.prepare(sql)), ...inserts])
}

function rowsOf(table: Table): D1PreparedStatement[] {
  const columns = [...table.columns]
  const isSingle = columns.some(([, definition]) => definition.includes('CHECK(id = 1)'))
  const places = columns.map((_column, place) => `?${place + 1}`).join(', ')
  const insert = env.DB.prepare(
    `INSERT INTO ${table.name} (${columns.map(([name]) => name).join(', ')}) VALUES (${places})`,
  )
  return Array.from({ length: isSingle ? 1 : ROWS }, (_row, at) =>
    insert.bind(...columns.map(([name, definition]) => valueOf(table, name, definition, at))),
  )
}

/** A value of the column's type that differs from row to row, of those that its CHECK allows. */
function valueOf({ name: table }: Table, name: string, definition: string, at: number): unknown {
  if (definition.includes('CHECK(id = 1)')) return 1
  const [, list] = /CHECK\(\w+ IN\((.*)\)\)/.exec(definition) ?? []
  const allowed = (list ?? '').split(',').map((value) => value.replaceAll("'", ''))
  if (list !== undefined) return allowed[at % allowed.length]
  if (definition.startsWith('BLOB')) return new Uint8Array([at, 1, 2, 255]).buffer
  return definition.startsWith('TEXT') ? `${table} ${name} ${at}` : 100 + at
}

export async function dropAll(): Promise<void> {
  const names = await tableNames()
  if (names.length > 0) await env.DB.batch(names.map((name) => env.DB.prepare(`DROP TABLE ${name}`)))
}

export async function tableNames(): Promise<string[]> {
  const { results } = await env.DB.prepare(
    "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name NOT LIKE '_cf_%'",
  ).all<{ name: string }>()
  return results.map(({ name }) => name)
}

export async function contentOf(): Promise<Content> {
  const names = await tableNames()
  if (names.length === 0) return new Map()
  const all = await env.DB.batch<Row>(
    names.map((name) => env.DB.prepare(`SELECT * FROM ${name} ORDER BY 1, 2`)),
  )
  return new Map(names.map((name, at) => [name, all[at]?.results ?? []]))
}
