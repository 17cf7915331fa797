// Requests a second: the product, a bare Worker that gives the same answer to everybody, and nginx.
import { setTimeout as delay } from 'node:timers/promises'
import { type Figure, figure } from '../figure.ts'
import { startBare } from './bare-server.ts'
import { median, ratio } from './interleaved.ts'
import { startNginx } from './nginx.ts'
import { processorMs } from './pinned.ts'
import { missing } from './program.ts'
import type { Server } from './server.ts'
import { type Shape, shapesOf } from './shape.ts'
import { type Counts, type Stage, onStage } from './stage.ts'
import { TALLIED } from './tally.ts'
import { type Load, load, writeScript } from './wrk.ts'

/**
 * A round before each: two processes of one program differ by more than two rounds of one, since it is chance where their code
 * and heaps come to lie. Every second one has the sides in the other order.
 */
const PROCESSES = 7
const SECONDS = 2
const WARM_UP_SECONDS = 2
const DRAINED_MS_MAX = 30_000
const LOOK_EVERY_MS = 200

/** Numbers by round, of one kind of request. */
type Measured = {
  /** Requests a second. */
  rates: Record<Server['name'], number[]>
  /** Microseconds of processor time for a request. */
  costs: Record<Server['name'], number[]>
}

export async function runThroughput(): Promise<Figure[]> {
  if (missing('wrk', 'wrk')) return []
  const hasNginx = !missing('nginx', 'nginx-light')
  const measured = new Map<string, Measured>()
  for (let process = 0; process < PROCESSES; process++)
    await measureAll(measured, { hasNginx, isReversed: process % 2 === 1 })
  return [...measured].flatMap(([name, numbers]) => figuresOf(name, numbers))
}

type Turn = { hasNginx: boolean; isReversed: boolean }

/** Adds a round of every kind of request, before processes of their own. */
async function measureAll(measured: Map<string, Measured>, { hasNginx, isReversed }: Turn): Promise<void> {
  // A tag must stay fresh for as long as it is measured: what is not fresh is the upstream's throughput.
  await onStage({ variables: { TAG_TTL_SECONDS: 3600 } }, async (stage) => {
    const others = hasNginx ? [await startNginx(stage)] : []
    const shapes = await shapesOf(stage)
    // All of them first: what is measured earliest would be measured while its code is still being compiled.
    for (const { name, asked } of shapes)
      await load(stage.gateway.url, await writeScript(stage.folder, name, asked), WARM_UP_SECONDS)
    for (const shape of shapes) {
      const bares = [await startBare(stage, shape, 'bare'), await startBare(stage, shape, 'tuned')]
      const { url, pid } = stage.gateway
      const numbers = measured.get(shape.name) ?? { rates: noNumbers(), costs: noNumbers() }
      measured.set(shape.name, numbers)
      const servers: Server[] = [{ name: 'gateway', url, pid }, ...bares, ...others]
      await measure(stage, shape, { servers: isReversed ? servers.toReversed() : servers, numbers })
    }
  })
}

type Comparison = { servers: Server[]; numbers: Measured }

async function measure(stage: Stage, shape: Shape, { servers, numbers }: Comparison): Promise<void> {
  const { name, asked } = shape
  const script = await writeScript(stage.folder, name, asked)
  for (const { url } of servers) {
    await check(url, shape)
    await load(url, script, WARM_UP_SECONDS)
  }
  const before = await drained(stage)
  const loads: Load[] = []
  for (const server of servers) {
    const spentBefore = await processorMs(server.pid)
    const one = await load(server.url, script, SECONDS)
    // What is counted after the answers is part of what they cost.
    if (server.name === 'gateway') await drained(stage)
    const spentMs = (await processorMs(server.pid)) - spentBefore
    numbers.costs[server.name].push((spentMs * 1000) / one.requests)
    numbers.rates[server.name].push(one.perSecond)
    if (server.name === 'gateway') loads.push(one)
  }
  checkCounted(shape, loads, { before, after: await drained(stage) })
  for (const { url } of servers) await check(url, shape)
}

function noNumbers(): Record<Server['name'], number[]> {
  return { gateway: [], bare: [], tuned: [], nginx: [] }
}

function figuresOf(name: string, { rates, costs }: Measured): Figure[] {
  return [
    figure(`${name}_ratio`, ratio(rates.gateway, rates.bare), 'ratio'),
    figure(`${name}_processor_ratio`, ratio(costs.bare, costs.gateway), 'ratio'),
    figure(`${name}_over_tuned_ratio`, ratio(rates.gateway, rates.tuned), 'ratio'),
    figure(`${name}_per_second`, median(rates.gateway), 'requests/s'),
    ...(rates.nginx.length === 0
      ? []
      : [figure(`${name}_over_nginx_ratio`, ratio(rates.gateway, rates.nginx), 'ratio')]),
  ]
}

/** Each server answers as the product did: status, address or bytes, digest. A bare Worker has one answer to all. */
async function check(url: string, { name, asked, answer }: Shape): Promise<void> {
  const { path, headers } = asked[0] ?? { path: '/', headers: {} }
  const response = await fetch(url + path, { headers, redirect: 'manual' })
  const bytes = new Uint8Array(await response.arrayBuffer())
  const isSame = (header: string) => response.headers.get(header) === (answer.headers[header] ?? null)
  const wrong = [
    response.status === answer.status ? [] : [`status ${response.status}`],
    ...['location', 'docker-content-digest', 'content-type'].map((header) =>
      isSame(header) || (answer.status === 307 && header === 'content-type') ? [] : [header],
    ),
    // What stands in a redirect's body is read by nobody.
    answer.status === 307 || isEqual(bytes, answer.bytes) ? [] : ['bytes'],
  ].flat()
  if (wrong.length > 0) throw new Error(`${url} answers ${name} otherwise: ${wrong.join(', ')}`)
}

function isEqual(one: Uint8Array, other: Uint8Array): boolean {
  return one.length === other.length && one.every((byte, at) => byte === other[at])
}

/** What was counted so far, once no more events come: they go on for a moment after the answers. */
async function drained(stage: Stage): Promise<Counts> {
  let last = -1
  for (const giveUp = Date.now() + DRAINED_MS_MAX; Date.now() < giveUp;) {
    await delay(LOOK_EVERY_MS)
    const counts = await stage.counts()
    if (counts.events === last) return counts
    last = counts.events
  }
  throw new Error('events go on coming long after the load')
}

/** A gateway that is fast because it does not count is none. At the end wrk drops what it is waiting for. */
function checkCounted(
  { name, counted, asked }: Shape,
  loads: Load[],
  { before, after }: { before: Counts; after: Counts },
): void {
  const events = after.events - before.events
  const points = after.points - before.points
  if (Math.abs(points - events) > TALLIED) throw new Error(`${name}: ${events} events and ${points} points`)
  if (after.queries > 0) throw new Error(`${name}: D1 was asked ${after.queries} times`)
  const share = counted / asked.length
  const requests = loads.reduce((sum, one) => sum + one.requests, 0)
  const dropped = loads.reduce((sum, one) => sum + one.connections, 0)
  // The list of requests is gone through in turn, and broken off anywhere.
  const slack = share === 1 || share === 0 ? 0 : loads.length * asked.length
  const isRight = events >= requests * share - slack && events <= (requests + dropped) * share + slack
  const expected = Math.round(requests * share)
  if (!isRight) throw new Error(`${name}: ${expected} of ${requests} requests count, ${events} were counted`)
  console.error(`${name}: ${requests} requests to the gateway, ${events} events counted`)
}
