// The product's public numbers against the driver's own.
import { setTimeout as delay } from 'node:timers/promises'
import { z } from 'zod'
import { DIMENSIONS, type Dimension, type Expected } from './expected.ts'

/** A batch that D1 did not take comes back after 30 seconds, then after twice that, and so on: late is not lost. */
const DRAINED_MS_MAX = 10 * 60_000
const LOOK_EVERY_MS = 1000
/** What is sent twice comes after the last one: within 5 s from whoever sends it again, 5 s in the queue, 3 s until it is counted. */
const SETTLED_MS = 15_000
const METRICS_LIMIT = 100

const tableSchema = z.object({ columns: z.array(z.string()), rows: z.array(z.array(z.unknown())) })
const statusSchema = z.object({
  numbers: z.object({
    dropped: z.array(z.object({ reason: z.string(), count: z.number() })),
    parked: z.number(),
  }),
})

export type Since = { url: string; from: string }

/** Watches the numbers until all that was sent is in them, for ten minutes at the most. */
export async function untilDrained(since: Since, expected: Expected): Promise<void> {
  const wanted = expected.total()
  const metrics = expected.questions().filter(({ artifact }) => artifact === '')
  for (const giveUp = Date.now() + DRAINED_MS_MAX; Date.now() < giveUp;) {
    await delay(LOOK_EVERY_MS)
    let total = 0
    for (const { metric } of metrics) total += sumOf(await seriesBy(since, { metric, artifact: '' }, 'class'))
    if (total >= wanted) return
  }
}

/** What differs, a sentence each, once nothing can come any more that should not. */
export async function differences(since: Since, expected: Expected): Promise<string[]> {
  await delay(SETTLED_MS)
  const found: string[] = []
  for (const question of expected.questions())
    for (const dimension of DIMENSIONS) {
      const counted = await seriesBy(since, question, dimension)
      const sent = expected.by(question, dimension)
      const what = `${question.metric} of ${question.artifact || 'all'} by ${dimension}`
      found.push(...differencesOf(what, sent, counted))
    }
  return [...found, ...(await droppedDifferences(since, expected))]
}

async function droppedDifferences({ url }: Since, expected: Expected): Promise<string[]> {
  const { numbers } = statusSchema.parse(await (await fetch(`${url}/api/v1/status`)).json())
  const dropped = new Map(numbers.dropped.map(({ reason, count }) => [reason, count]))
  const parked = numbers.parked === 0 ? [] : [`${numbers.parked} messages were parked`]
  return [...differencesOf('dropped', expected.dropped(), dropped), ...parked]
}

type Counts = ReadonlyMap<string, number>

function differencesOf(what: string, sent: Counts, counted: Counts): string[] {
  return [...new Set([...sent.keys(), ...counted.keys()])].flatMap((value) => {
    const [here, there] = [sent.get(value) ?? 0, counted.get(value) ?? 0]
    return here === there ? [] : [`${what}: ${value} was sent ${here} times and counted ${there} times`]
  })
}

function sumOf(counts: Counts): number {
  return [...counts.values()].reduce((sum, count) => sum + count, 0)
}

type Question = { metric: string; artifact: string }

async function seriesBy({ url, from }: Since, question: Question, by: Dimension): Promise<Counts> {
  const { metric, artifact } = question
  const query = { metric, by, from, interval: 'day', limit: String(METRICS_LIMIT) }
  const search = new URLSearchParams(artifact === '' ? query : { ...query, artifact })
  const response = await fetch(`${url}/api/v1/stats?${search.toString()}`)
  // Nothing of that name has been counted yet.
  if (response.status === 404) return new Map()
  if (!response.ok)
    throw new Error(`/api/v1/stats?${search.toString()}: ${response.status} ${await response.text()}`)
  const { columns, rows } = tableSchema.parse(await response.json())
  const counts = new Map<string, number>()
  for (const row of rows) {
    const value = String(row[columns.indexOf(by)])
    const count = Number(row[columns.indexOf('count')])
    if (count > 0) counts.set(value, (counts.get(value) ?? 0) + count)
  }
  return counts
}
