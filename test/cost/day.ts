// What a day takes: events out of the queue into D1, and the crons, in the steady state, when old days are purged as well.
import { consume } from '../../src/analytics/consumer.ts'
import { runLedgerCron } from '../../src/analytics/cron.ts'
import { createLedger } from '../../src/analytics/ledger.ts'
import type { Message } from '../../src/analytics/message.ts'
import { createApp } from '../../src/app.ts'
import { type Edge, edgeOf } from '../../src/edge.ts'
import { makeContent } from '../bench/ledger/content.ts'
import { diceOf } from '../bench/ledger/dice.ts'
import { drawMessage } from '../bench/ledger/message.ts'
import { trafficOf } from '../bench/ledger/traffic.ts'
import { networkOf } from '../registry/network.ts'
import { createRegistry } from '../registry/registry.ts'
import { type Metered, createMeter } from './meter.ts'
import { type StatementCost, statementCosts } from './statement.ts'

const FIRST_DAY = Date.UTC(2026, 9, 1)
const DAY_MS = 86_400_000
const EVERY_MS = 5 * 60_000
const HOURLY_MS = 60 * 60_000
const MINUTES = 1440
const MINUTES_MEASURED = 10

export type DayCost = {
  events: number
  consumer: Metered
  /** The cron of every five minutes, all 288. */
  rollups: Runs
  /** Of the consumer and of that cron. */
  statements: StatementCost[]
  /** The same once an hour, on the day after. */
  hourly: Runs
  /** The cron of every minute, all 1,440, with one upstream that is well. */
  probes: Metered
}

/** All runs of a cron together, and the most queries that one of them made. */
export type Runs = { all: Metered; queriesMax: number }

/** At most: what comes within five seconds, where there is not much. */
const BATCH = 15

/** Days of one ledger, one after the other, all with so many events. */
export type Days = {
  /** The day that so many came before. Those up to it, from where the last measurement ended, are lived through in brief. */
  measureAfter: (daysBefore: number) => Promise<DayCost>
}

export async function beginDays(env: Env, eventsOfDay: number): Promise<Days> {
  const registry = await createRegistry({
    origin: 'https://quay.example.com',
    cdnOrigin: 'https://cdn.quay.example.net',
  })
  const meter = createMeter(env, networkOf(registry))
  const edge = edgeOf(meter.env, { waitUntil: () => undefined })
  const content = makeContent()
  const dice = diceOf(7)
  const traffic = trafficOf(dice, eventsOfDay)
  const draw = (day: number) =>
    Array.from({ length: eventsOfDay }, (_event, at) =>
      drawMessage(
        { dice, content, traffic },
        FIRST_DAY + day * DAY_MS + Math.floor((at * DAY_MS) / eventsOfDay),
      ),
    )
  await deliver(
    edge,
    content.facts.map((fact) => ({ event: null, fact, host: null })),
    100,
  )
  const liveInBrief = async (day: number) => {
    await deliver(edge, draw(day), 100)
    for (let hour = 0; hour <= 24; hour += 8)
      await runLedgerCron(edge, FIRST_DAY + day * DAY_MS + hour * 3_600_000)
  }
  const live = async (day: number, everyMs: number) => {
    meter.take()
    const drawn = draw(day)
    const start = FIRST_DAY + day * DAY_MS
    const consumed: Metered[] = []
    const crons: Metered[] = []
    meter.takeStatements()
    let taken = 0
    for (let now = start + everyMs; now <= start + DAY_MS; now += everyMs) {
      const until = Math.ceil(((now - start) * eventsOfDay) / DAY_MS)
      await deliver(edge, drawn.slice(taken, until), BATCH)
      taken = until
      consumed.push(meter.take())
      await runLedgerCron(edge, now)
      crons.push(meter.take())
    }
    const statements = statementCosts(meter.takeStatements())
    return { consumer: added(consumed), runs: runsOf(crons), statements }
  }
  let today = 0
  return {
    measureAfter: async (daysBefore) => {
      while (today < daysBefore) await liveInBrief(today++)
      const { consumer, runs: rollups, statements } = await live(today++, EVERY_MS)
      const { runs: hourly } = await live(today++, HOURLY_MS)
      const probes = await measureProbes(meter.env, meter.take)
      return { events: eventsOfDay, consumer, rollups, statements, hourly, probes }
    },
  }
}

function runsOf(crons: Metered[]): Runs {
  return { all: added(crons), queriesMax: Math.max(...crons.map(({ query }) => query)) }
}

async function measureProbes(env: Env, take: () => Metered): Promise<Metered> {
  const app = createApp()
  const minute = async () => {
    const work: Promise<unknown>[] = []
    await app.scheduled('* * * * *', edgeOf(env, { waitUntil: (one) => void work.push(one) }))
    await Promise.all(work)
  }
  await minute()
  take()
  for (let at = 0; at < MINUTES_MEASURED; at++) await minute()
  return scaled(take(), MINUTES / MINUTES_MEASURED)
}

async function deliver(edge: Edge, messages: Message[], size: number): Promise<void> {
  const ledger = createLedger(() => Promise.resolve(''))
  for (let from = 0; from < messages.length; from += size) {
    await consume(edge, ledger, batchOf(messages.slice(from, from + size)))
  }
}

function batchOf(messages: Message[]): MessageBatch {
  const refuse = () => {
    throw new Error('a batch was not taken in')
  }
  return {
    queue: 'fairlead-events',
    metadata: { metrics: { backlogCount: 0, backlogBytes: 0 } },
    messages: messages.map((body, index) => ({
      id: String(index),
      timestamp: new Date(0),
      attempts: 1,
      body,
      ack: () => undefined,
      retry: refuse,
    })),
    ackAll: () => undefined,
    retryAll: refuse,
  }
}

function added(all: Metered[]): Metered {
  const [first, ...rest] = all
  if (first === undefined) throw new Error('there is nothing to add')
  return rest.reduce((sum, one) => each(sum, (what) => sum[what] + one[what]), first)
}

function scaled(counted: Metered, factor: number): Metered {
  return each(counted, (what) => counted[what] * factor)
}

function each(of: Metered, value: (what: keyof Metered) => number): Metered {
  const made = { ...of }
  for (const what of Object.keys(of).filter((key): key is keyof Metered => key in of))
    made[what] = value(what)
  return made
}
