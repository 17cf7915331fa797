// schema.sql on databases that earlier versions of it made: what was counted is still there, and the product goes on.
import { env } from 'cloudflare:workers'
import { describe, expect, it } from 'vitest'
import { type Database, SchemaError, databaseOf, migrate } from '../../cli/schema/migrate.ts'
import { splitStatements } from '../../cli/schema/statement.ts'
import schema from '../../schema.sql?raw'
import { runLedgerCron } from '../../src/analytics/cron.ts'
import { DAY_MS, NOON, countBy, edge, event, numberOf, write } from '../analytics/store.ts'
import { wrongSumsOf } from '../analytics/truth.ts'
import { type Content, PAST, contentOf, dropAll, makePast } from './past.ts'

const database = databaseOf(env.DB)

/** What is not in older rows, by the comments in schema.sql. */
const FILLED: Record<string, Record<string, unknown>> = { cell: { saved: 0 }, layer: { is_last: 1 } }

/** Every row of before with every value it had; a dump of one part is taken again in two. */
function expectKept(before: Content, after: Content): void {
  for (const [table, rows] of before) {
    const isRemade = table === 'dump' && !('part' in (rows[0] ?? {}))
    expect([table, after.get(table)]).toEqual([
      table,
      isRemade ? [] : rows.map((row) => ({ ...FILLED[table], ...row })),
    ])
  }
}

async function schemaOf(): Promise<unknown[]> {
  return database.read(
    "SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE '_cf_%' ORDER BY name",
  )
}

/** Executes the first so many and breaks off, as a database without a transaction for all of them would be left. */
function breakingOff(after: number): Database {
  return {
    read: database.read,
    write: async (statements) => {
      await database.write(statements.slice(0, after), 'SELECT 1')
      throw new Error('broken off')
    },
  }
}

describe.each(PAST)('a database of %s version', (_name, past) => {
  it('is brought to this one with its rows, and a second time nothing happens', async () => {
    await makePast(past)
    const before = await contentOf()
    const done = await migrate(database, schema)
    expect(done.length > 0).toBe(past !== schema)
    expectKept(before, await contentOf())
    const [rows, made] = [await contentOf(), await schemaOf()]
    expect(await migrate(database, schema)).toEqual([])
    expect(await contentOf()).toEqual(rows)
    expect(await schemaOf()).toEqual(made)
  })

  it('has its sums of all artifacts together, and goes on to keep them', async () => {
    await makePast(past)
    await migrate(database, schema)
    const { wrong, all } = await wrongSumsOf()
    expect(wrong).toEqual([])
    expect(all).toBeGreaterThanOrEqual(12)
    await env.DB.prepare('UPDATE day_count SET count = count + bucket').run()
    await env.DB.prepare('UPDATE month_pair SET count = 0').run()
    await env.DB.prepare('DELETE FROM month_pair').run()
    expect((await wrongSumsOf()).wrong).toEqual([])
  })

  it('serves the product', async () => {
    await makePast(past)
    await migrate(database, schema)
    await env.DB.prepare('DELETE FROM dirty').run() // the made-up marks are of no hour
    await write(
      event({ id: 'a1'.repeat(12), artifact: 'trust-manager', saved: 'ghcr' }),
      event({ tag: 'v1.18.2' }),
    )
    expect(await countBy('artifact', 'saved')).toMatchObject({
      'trust-manager ghcr': 1,
      'cert-manager-controller ': 1,
    })
    await runLedgerCron(edge, NOON + 5 * DAY_MS)
    expect(
      await numberOf(`SELECT SUM(count) AS n FROM total_count WHERE artifact =
        (SELECT id FROM label WHERE value = 'trust-manager')`),
    ).toBe(1)
    expect(await numberOf(`SELECT COUNT(*) AS n FROM dump WHERE day = ${Math.floor(NOON / DAY_MS)}`)).toBe(2)
  })

  it('survives a transaction that fails', async () => {
    await makePast(past)
    const [before, made] = [await contentOf(), await schemaOf()]
    const failing = {
      ...database,
      write: (all: string[], read: string) => database.write([...all, "SELECT json('broken off')"], read),
    }
    await expect(migrate(failing, schema)).rejects.toThrow()
    expect(await contentOf()).toEqual(before)
    expect(await schemaOf()).toEqual(made)
  })

  it('is healed by the next run wherever one broke off, even without a transaction', async () => {
    let statements = 0
    await makePast(past)
    await migrate(
      { ...database, write: async (all, read) => ((statements = all.length), database.write(all, read)) },
      schema,
    )
    const wanted = await contentOf()
    for (let after = 0; after < statements; after++) {
      await makePast(past)
      const before = await contentOf()
      await expect(migrate(breakingOff(after), schema)).rejects.toThrow('broken off')
      await migrate(database, schema)
      expectKept(before, await contentOf())
      expect(await contentOf()).toEqual(wanted)
    }
  })
})

describe('an empty database', () => {
  it('gets every table, index and row of schema.sql', async () => {
    await dropAll()
    await migrate(database, schema)
    const made = [await contentOf(), (await schemaOf()).length]
    await dropAll()
    await env.DB.batch(splitStatements(schema).map((sql) => env.DB.prepare(sql)))
    expect(made).toEqual([await contentOf(), (await schemaOf()).length])
  })
})

describe('a change of schema.sql', () => {
  const LABELS = 'CREATE TABLE IF NOT EXISTS label (id INTEGER PRIMARY KEY, value TEXT NOT NULL) STRICT;\n'
  const changed = async (sql: string) => {
    await dropAll()
    await migrate(database, LABELS)
    await env.DB.prepare("INSERT INTO label (id, value) VALUES (7, 'v1.19.0')").run()
    const done = await migrate(database, sql)
    return { done, rows: (await contentOf()).get('label') }
  }
  const OLD = { id: 7, value: 'v1.19.0' }

  it.each([
    ['a column with a default', 'value TEXT NOT NULL, day INTEGER NOT NULL DEFAULT 5', { ...OLD, day: 5 }],
    ['a column that may be null', 'day INTEGER, value TEXT NOT NULL', { ...OLD, day: null }],
    [
      'a column that older rows can tell',
      'value TEXT NOT NULL,\n size INTEGER NOT NULL, -- In older rows: length(value)\n UNIQUE (size)',
      { ...OLD, size: 7 },
    ],
    ['a key', 'value TEXT NOT NULL, UNIQUE (value)', OLD],
    ['a check that holds', "value TEXT NOT NULL CHECK (value IN ('v1.19.0', 'a,b'))", OLD],
  ])('adds %s', async (_what, columns, row) => {
    const { done, rows } = await changed(
      `CREATE TABLE IF NOT EXISTS label (id INTEGER PRIMARY KEY, ${columns}) STRICT;\n`,
    )
    expect(done).toHaveLength(1)
    expect(rows).toEqual([row])
  })

  it.each([
    ['a column that would be lost', 'day INTEGER', /table label: the column value .* would be lost/],
    [
      'a column that older rows know nothing of',
      'value TEXT NOT NULL, day INTEGER NOT NULL',
      /table label: the column day is new/,
    ],
    ['a check that does not hold', "value TEXT NOT NULL CHECK (value = 'a')", /CHECK constraint failed/],
    ['a type that values are not of', 'value INTEGER NOT NULL', /cannot store TEXT value in INTEGER/],
  ])('is refused for %s, and nothing is changed', async (_what, columns, sentence) => {
    const sql = `CREATE TABLE IF NOT EXISTS label (id INTEGER PRIMARY KEY, ${columns}) STRICT;\n`
    await expect(changed(sql)).rejects.toThrow(sentence)
    expect((await contentOf()).get('label')).toEqual([OLD])
    expect(await migrate(database, LABELS)).toEqual([])
  })

  it('is refused where a table would have to lose rows, by a sentence of ours', async () => {
    await expect(changed(LABELS.replace(', value TEXT NOT NULL', ''))).rejects.toThrow(SchemaError)
  })

  it('makes and changes indexes, and leaves alone what is not ours', async () => {
    const index = 'CREATE INDEX IF NOT EXISTS label_value ON label (value'
    expect((await changed(`${LABELS}${index});\n`)).done).toEqual(['make the index label_value'])
    await env.DB.batch([
      env.DB.prepare('CREATE TABLE theirs (a, b)'),
      env.DB.prepare('CREATE INDEX their_index ON label (id)'),
    ])
    expect(await migrate(database, `${LABELS}${index}, id);\n`)).toEqual(['change the index label_value'])
    expect(await migrate(database, `${LABELS}${index}, id);\n`)).toEqual([])
    expect((await contentOf()).has('theirs')).toBe(true)
    expect(await schemaOf()).toContainEqual(expect.objectContaining({ name: 'their_index' }))
  })

  const COPIES = 'CREATE TABLE IF NOT EXISTS copy (id INTEGER PRIMARY KEY, value TEXT NOT NULL) STRICT;\n'
  const trigger = (value: string) =>
    `CREATE TRIGGER IF NOT EXISTS label_added AFTER INSERT ON label BEGIN
  INSERT INTO copy (value) VALUES ('first');
  INSERT INTO copy (value) VALUES (${value});
END;\n`

  it('makes and changes triggers, also of a table that is made anew', async () => {
    const copies = async () => (await contentOf()).get('copy')?.map(({ value }) => value)
    const add = (id: number) => env.DB.prepare(`INSERT INTO label (id, value) VALUES (${id}, 'v${id}')`).run()
    const { done } = await changed(`${LABELS}${COPIES}${trigger('NEW.value')}`)
    expect(done).toEqual(['make the table copy', 'make the trigger label_added'])
    await add(8)
    expect(await migrate(database, `${LABELS}${COPIES}${trigger("NEW.value || '!'")}`)).toEqual([
      'change the trigger label_added',
    ])
    await add(9)
    expect(await copies()).toEqual(['first', 'v8', 'first', 'v9!'])
    const unique = LABELS.replace('value TEXT NOT NULL', 'value TEXT NOT NULL, UNIQUE (value)')
    expect(await migrate(database, `${unique}${COPIES}${trigger('NEW.value')}`)).toEqual([
      'change label, with all its rows',
      'make the trigger label_added',
    ])
    await add(10)
    expect(await copies()).toEqual(['first', 'v8', 'first', 'v9!', 'first', 'v10'])
  })

  it.each(['day_count', 'day_pair', 'month_count', 'month_pair', 'ever_count', 'ever_pair'])(
    'may be of %s, or of what triggers make of it',
    async (table) => {
      await makePast(schema)
      for (const name of [table, `all_${table}`]) {
        const other = schema.replace(
          new RegExp(`(CREATE TABLE IF NOT EXISTS ${name} \\([^;]*)  PRIMARY KEY \\((.*)\\)`),
          '$1  UNIQUE ($2, count),\n  PRIMARY KEY ($2)',
        )
        expect(other).not.toBe(schema)
        await migrate(database, other)
        expect((await wrongSumsOf()).wrong).toEqual([])
        await migrate(database, schema)
        expect((await wrongSumsOf()).wrong).toEqual([])
      }
    },
  )

  it('needs statements that can be told apart', async () => {
    await expect(migrate(database, 'CREATE VIEW v AS SELECT 1;\n')).rejects.toThrow(
      /not a table, an index, a trigger or rows/,
    )
  })
})
