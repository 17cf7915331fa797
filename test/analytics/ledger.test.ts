import { env } from 'cloudflare:workers'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { NEW_LABELS_PER_DAY_MAX } from '../../src/analytics/dimension.ts'
import { createLedger } from '../../src/analytics/ledger.ts'
import type { Fact } from '../../src/analytics/message.ts'
import { metered } from '../bench/ledger/meter.ts'
import { overriding } from './fault.ts'
import { countBy, edge, emptyLedger, event, ledger, messageOf, numberOf, write } from './store.ts'

const digest = (name: string) => `sha256:${name.padEnd(64, '0')}`
const [INDEX, IMAGE, CONFIG, LAYER] = ['1', '2', '3', '4'].map(digest) as [string, string, string, string]

const fact = (fields: Partial<Fact>): Fact => ({
  artifact: 'cert-manager-controller',
  digest: IMAGE,
  role: 'image',
  config: CONFIG,
  layer: LAYER,
  others: [],
  children: [],
  ...fields,
})
const indexFact = fact({
  digest: INDEX,
  role: 'index',
  config: '',
  layer: '',
  children: [{ digest: IMAGE, platform: 'linux/arm64' }],
})

beforeEach(emptyLedger)
afterEach(() => vi.useRealTimers())

describe('an event', () => {
  it('is written once, however often it is delivered', async () => {
    const one = event()
    await write(one, event(), one)
    await write(one)
    expect(await numberOf('SELECT COUNT(*) AS n FROM event')).toBe(2)
    expect(await numberOf("SELECT version AS n FROM dirty WHERE scale = 'hour'")).toBe(1)
  })

  it('marks its hour anew when it is new', async () => {
    await write(event())
    await write(event())
    expect(await numberOf("SELECT version AS n FROM dirty WHERE scale = 'hour'")).toBe(2)
  })

  it('writes one row when its combination is known', async () => {
    await write(event())
    const changes: number[] = []
    const counted = { ...edge, env: { ...edge.env, DB: watched(env.DB, changes) } }
    await ledger.write(counted, [{ event: event(), fact: null, host: null }])
    // The event, and the mark of its hour, which it shares with the rest of its batch.
    expect(changes.reduce((sum, one) => sum + one, 0)).toBe(2)
  })
})

describe('attribution', () => {
  it('reads no tags but those of what was asked for, however many there have been', async () => {
    const asked = () => [{ event: event({ metric: 'check', digest: INDEX }), fact: indexFact, host: null }]
    await ledger.write(edge, asked())
    const readBy = async () => {
      const meter = metered(env.DB)
      await ledger.write({ ...edge, env: { ...edge.env, DB: meter.db } }, asked())
      return meter.rowsRead()
    }
    const before = await readBy()
    await env.DB.prepare(
      `WITH RECURSIVE past (at) AS (SELECT 1 UNION ALL SELECT at + 1 FROM past WHERE at < 500)
       INSERT INTO tag SELECT 'cert-manager-controller', 'sha256:' || at, 'v0.' || at, at FROM past`,
    ).run()
    expect(await readBy()).toBeLessThan(before + 10)
  })

  it('gives a pull by digest the most specific tag of its index and the platform the index gives it', async () => {
    await ledger.write(edge, [
      { event: event({ metric: 'check', tag: 'latest', digest: INDEX }), fact: indexFact, host: null },
      { event: event({ metric: 'check', tag: 'v1.19.0', digest: INDEX }), fact: null, host: null },
      {
        event: event({ tag: null, digest: IMAGE, clientPlatform: 'linux/amd64' }),
        fact: fact({}),
        host: null,
      },
    ])
    expect(await countBy('metric', 'version', 'platform')).toEqual({
      'check latest ': 1,
      'check v1.19.0 ': 1,
      'pull v1.19.0 linux/arm64': 1,
    })
  })

  it('counts a download of the last layer for its image, and none of a stranger', async () => {
    await ledger.write(edge, [
      { event: event({ metric: 'check', digest: INDEX }), fact: indexFact, host: null },
      { event: null, fact: fact({}), host: null },
    ])
    await write(
      event({ metric: 'download', tag: null, digest: LAYER }),
      event({ metric: 'download', tag: null, digest: CONFIG }),
      event({ metric: 'download', tag: null, digest: digest('5') }),
    )
    expect(await countBy('metric', 'version', 'platform')).toMatchObject({
      'download v1.19.0 linux/arm64': 1,
    })
    expect(await numberOf('SELECT COUNT(*) AS n FROM event')).toBe(2)
    expect(await numberOf("SELECT COUNT(*) AS n FROM dropped_event WHERE reason = 'unknown_layer'")).toBe(1)
  })

  it('reads the platform of an image without an index from its configuration, once', async () => {
    const asked: string[] = []
    const reading = createLedger((_edge, artifact, config) => {
      asked.push(`${artifact} ${config}`)
      return Promise.resolve('linux/amd64')
    })
    const pull = () => event({ tag: null, digest: IMAGE, clientPlatform: 'linux/s390x' })
    await reading.write(edge, [{ event: pull(), fact: fact({}), host: null }])
    await reading.write(edge, [{ event: pull(), fact: null, host: null }])
    expect(await countBy('platform')).toEqual({ 'linux/amd64': 2 })
    expect(asked).toEqual([`cert-manager-controller ${CONFIG}`])
  })

  it('asks for a configuration that cannot be read again after a while, and for others meanwhile', async () => {
    vi.useFakeTimers({ toFake: ['Date'] })
    const images = Array.from({ length: 6 }, (_one, n) => ({
      image: digest(`a${n}`),
      config: digest(`b${n}`),
    }))
    const [last] = images.slice(-1)
    let asked: string[] = []
    const reading = createLedger((_edge, artifact, config) => {
      asked.push(config)
      expect(artifact).toBe('cert-manager-controller')
      return config === last?.config
        ? Promise.resolve('linux/s390x')
        : Promise.reject(new Error('may not be read'))
    })
    const pullAll = async () => {
      asked = []
      await reading.write(
        edge,
        images.map(({ image, config }) => ({
          event: event({ tag: null, digest: image }),
          fact: fact({ digest: image, config }),
          host: null,
        })),
      )
      return asked.length
    }
    expect([await pullAll(), asked.includes(last?.config ?? '')]).toEqual([5, false])
    expect([await pullAll(), asked]).toEqual([1, [last?.config]])
    expect(await pullAll()).toBe(0)
    vi.setSystemTime(Date.now() + 10 * 60_000 - 1)
    expect(await pullAll()).toBe(0)
    vi.setSystemTime(Date.now() + 1)
    expect([await pullAll(), asked.includes(last?.config ?? '')]).toEqual([5, false])
    expect(await countBy('platform')).toEqual({ '': 26, 'linux/s390x': 4 })
  })

  it('asks for it under the artifact that the layer was asked for, whatever else is in the batch', async () => {
    const asked: string[] = []
    const reading = createLedger((_edge, artifact) => {
      asked.push(artifact)
      return Promise.resolve('linux/amd64')
    })
    await ledger.write(edge, [
      { event: null, fact: fact({ artifact: 'a-gone-one' }), host: null },
      { event: null, fact: fact({}), host: null },
    ])
    await reading.write(
      edge,
      [event({ artifact: 'other' }), event({ metric: 'download', tag: null, digest: LAYER })].map(messageOf),
    )
    expect(asked).toEqual(['cert-manager-controller'])
  })

  it('takes the client’s word for the platform when nothing else tells', async () => {
    await ledger.write(edge, [
      {
        event: event({ tag: null, digest: IMAGE, clientPlatform: 'linux/arm64' }),
        fact: fact({}),
        host: null,
      },
    ])
    expect(await countBy('platform')).toEqual({ 'linux/arm64': 1 })
  })

  it('does not take a tag of another artifact for one of this', async () => {
    await write(
      event({ metric: 'check', artifact: 'other', tag: 'v9', digest: IMAGE }),
      event({ tag: null, digest: IMAGE }),
    )
    expect(await countBy('artifact', 'version')).toEqual({ 'cert-manager-controller ': 1, 'other v9': 1 })
  })
})

describe('what an attacker can make up', () => {
  it('makes no more labels a day than the bound, and everything is counted', async () => {
    const attackers = Array.from({ length: 300 }, (_one, n) =>
      event({ client: `tool-${n}`, clientVersion: `${n}.0` }),
    )
    for (let from = 0; from < attackers.length; from += 100) await write(...attackers.slice(from, from + 100))
    const labels = (column: string) =>
      numberOf(`SELECT COUNT(*) AS n FROM label WHERE dimension = '${column}'`)
    expect(await labels('client')).toBe(NEW_LABELS_PER_DAY_MAX.client)
    expect(await labels('client_version')).toBe(NEW_LABELS_PER_DAY_MAX.client_version)
    const counted = await countBy('client')
    expect(counted['(other)']).toBe(300 - NEW_LABELS_PER_DAY_MAX.client)
    expect(await numberOf('SELECT COUNT(*) AS n FROM cell')).toBeLessThanOrEqual(
      NEW_LABELS_PER_DAY_MAX.client_version + 1,
    )
    // The next day new ones are taken again.
    await write(event({ at: event().at + 86_400_000, client: 'tomorrow' }))
    expect(await countBy('client')).toMatchObject({ tomorrow: 1 })
  })

  it('is no artifact: an error is about one only if there is one', async () => {
    await write(
      event(),
      event({ metric: 'error', reason: 'unknown_tag', tag: null }),
      event({ metric: 'error', reason: 'unknown_repository', artifact: 'cert-manager-made-up', tag: null }),
    )
    expect(await countBy('metric', 'artifact')).toEqual({
      'error ': 1,
      'error cert-manager-controller': 1,
      'pull cert-manager-controller': 1,
    })
    expect(await numberOf("SELECT COUNT(*) AS n FROM label WHERE value = 'cert-manager-made-up'")).toBe(0)
  })
})

/** The database with every statement's rows written noted. */
function watched(db: D1Database, changes: number[]): D1Database {
  return overriding(db, {
    batch: async (statements: D1PreparedStatement[]) => {
      const results = await db.batch(statements)
      changes.push(...results.map(({ meta }) => meta.changes))
      return results
    },
  })
}
