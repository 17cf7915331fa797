// Of a day or month that is marked, only what has changed is read and made anew; and nothing that changes is missed.
import { env } from 'cloudflare:workers'
import { beforeEach, describe, expect, it } from 'vitest'
import { rollUp } from '../../src/analytics/rollup/run.ts'
import { metered } from '../bench/ledger/meter.ts'
import { overriding } from './fault.ts'
import { HOUR_MS, NOON, emptyLedger, event, numberOf, write } from './store.ts'
import { rollupsOf, truthOf } from './truth.ts'

beforeEach(emptyLedger)

const OTHER = { artifact: 'cert-manager-webhook' }

/** Pulls of one artifact, each of another version and client. */
const diverse = (count: number) =>
  Array.from({ length: count }, (_one, at) => event({ tag: `v1.${at}.0`, clientVersion: `1.${at % 40}.0` }))

/** What a run reads that takes in one event. */
async function readFor(fields: Parameters<typeof event>[0]): Promise<number> {
  await write(event(fields))
  const meter = metered(env.DB)
  await rollUp(meter.db, NOON)
  return meter.rowsRead()
}

describe('what has not changed of a marked bucket', () => {
  it('is not read', async () => {
    const all = diverse(40)
    await write(...all, event(OTHER))
    await rollUp(env.DB, NOON)
    expect(await readFor(OTHER)).toBeLessThan((await readFor({})) / 2)
  })

  it.each(['day', 'month'])('is left alone in a %s, until something of it changes', async (scale) => {
    const [one, other] = [event(), event(OTHER)]
    await write(one, other)
    await rollUp(env.DB, NOON)
    await env.DB.prepare(`UPDATE ${scale}_count SET count = 99 WHERE dimension = 3`).run()
    const tampered = () => numberOf(`SELECT COUNT(*) AS n FROM ${scale}_count WHERE count = 99`)
    expect(await tampered()).toBe(2)
    await write(event(OTHER))
    await rollUp(env.DB, NOON)
    expect(await tampered()).toBe(1)
    await write(event())
    await rollUp(env.DB, NOON)
    expect(await tampered()).toBe(0)
  })
})

/** A database in which something happens each time that a day or month has been looked at, before it is made. */
function interrupted(meanwhile: () => Promise<void>): D1Database {
  return overriding(env.DB, {
    prepare: (sql: string) => {
      const real = env.DB.prepare(sql)
      if (!sql.startsWith('SELECT DISTINCT artifact, metric')) return real
      return overriding(real, {
        bind: (...values: unknown[]) => {
          const bound = real.bind(...values)
          return overriding(bound, {
            all: async () => {
              const found = await bound.all()
              await meanwhile()
              return found
            },
          })
        },
      })
    },
  })
}

describe('what comes in between the look and the making', () => {
  it('is made by the next run, by whatever run its hour was taken in', async () => {
    const events = [event(), event(OTHER)]
    await write(...events)
    await rollUp(env.DB, NOON)
    const next = event()
    events.push(next)
    await write(next)
    let looks = 0
    const meanwhile = async () => {
      if (looks++ > 0) return
      const late = [event({ artifact: 'trust-manager' })]
      events.push(...late)
      await write(...late)
      // Another run takes it in as far as it may be made: this one does not know that it has changed.
      await env.DB.prepare("UPDATE rollup SET computed_at = ?1, row_count = 1000000 WHERE scale = 'day'")
        .bind(NOON)
        .run()
      await rollUp(env.DB, NOON)
    }
    await rollUp(interrupted(meanwhile), NOON)
    expect(looks).toBeGreaterThan(1)
    do await rollUp(env.DB, NOON + 7 * HOUR_MS)
    while ((await numberOf('SELECT COUNT(*) AS n FROM dirty')) > 0)
    for (const scale of ['day', 'month'] as const)
      expect(await rollupsOf(scale)).toEqual(truthOf(events, scale))
  })
})

describe('a mark that another run has cleared and a late event has set anew', () => {
  it.each(['day', 'month'] as const)('stays, whoever looked at the %s before that', async (scale) => {
    const events = [event()]
    await write(...events)
    let looks = 0
    const meanwhile = async () => {
      if (looks++ !== ['day', 'month'].indexOf(scale)) return
      await rollUp(env.DB, NOON)
      const late = event(OTHER)
      events.push(late)
      await write(late)
      await env.DB.prepare('UPDATE rollup SET computed_at = ?1, row_count = 1000000 WHERE scale = ?2')
        .bind(NOON, scale)
        .run()
      await rollUp(env.DB, NOON)
      expect(await numberOf(`SELECT version AS n FROM dirty WHERE scale = '${scale}'`)).toBe(1)
    }
    await rollUp(interrupted(meanwhile), NOON)
    expect(await numberOf(`SELECT COUNT(*) AS n FROM dirty WHERE scale = '${scale}'`)).toBe(1)
    for (const at of [7, 14]) await rollUp(env.DB, NOON + at * HOUR_MS)
    for (const one of ['day', 'month'] as const) expect(await rollupsOf(one)).toEqual(truthOf(events, one))
  })
})

describe('a day', () => {
  it('is compared with cells: an older database has hours without totals', async () => {
    const events = [event(), event({ at: NOON + HOUR_MS, tag: 'v1.20.0' })]
    const [one, other] = events
    if (one !== undefined) await write(one)
    await rollUp(env.DB, NOON)
    await env.DB.prepare('DELETE FROM hour_total').run()
    if (other !== undefined) await write(other)
    await rollUp(env.DB, NOON + HOUR_MS)
    expect(await rollupsOf('day')).toEqual(truthOf(events, 'day'))
  })
})

describe('an hour that is made again', () => {
  it('has no totals but of its events', async () => {
    await write(event())
    await rollUp(env.DB, NOON)
    await env.DB.prepare(
      'INSERT INTO hour_total (artifact, metric, class, hour, count) SELECT 0, metric, class, hour, 7 FROM hour_total',
    ).run()
    await write(event())
    await rollUp(env.DB, NOON)
    expect((await env.DB.prepare('SELECT count FROM hour_total').all()).results).toEqual([{ count: 2 }])
    expect(await numberOf('SELECT SUM(count) AS n FROM day_count WHERE dimension = 0')).toBe(2)
  })
})
