// What Cloudflare asks for operations, and what its free plan allows. List prices, read on 22 November 2026 from its pages
// for Workers (/workers/platform/pricing), KV, D1, Queues and Analytics Engine.

/** What is billed. A queue's operation is 64 KB written, read or deleted; the Cache API and subrequests cost nothing. */
export type Operation =
  | 'request'
  | 'kvRead'
  | 'kvWrite'
  | 'kvDelete'
  | 'kvList'
  | 'queueOperation'
  | 'rowRead'
  | 'rowWritten'
  | 'point'

export type Counts = Record<Operation, number>

type Price = {
  name: string
  /** Dollars for a million beyond what the paid plan includes in a month. */
  perMillion: number
  includedPerMonth: number
  /** On the free plan, a day. */
  freePerDay: number
}

const M = 1_000_000
export const PAID_PLAN_PER_MONTH = 5
export const PRICES: Record<Operation, Price> = {
  request: { name: 'Worker requests', perMillion: 0.3, includedPerMonth: 10 * M, freePerDay: 100_000 },
  kvRead: { name: 'KV reads', perMillion: 0.5, includedPerMonth: 10 * M, freePerDay: 100_000 },
  kvWrite: { name: 'KV writes', perMillion: 5, includedPerMonth: M, freePerDay: 1000 },
  kvDelete: { name: 'KV deletes', perMillion: 5, includedPerMonth: M, freePerDay: 1000 },
  kvList: { name: 'KV lists', perMillion: 5, includedPerMonth: M, freePerDay: 1000 },
  queueOperation: { name: 'queue operations', perMillion: 0.4, includedPerMonth: M, freePerDay: 10_000 },
  rowRead: { name: 'D1 rows read', perMillion: 0.001, includedPerMonth: 25_000 * M, freePerDay: 5 * M },
  rowWritten: { name: 'D1 rows written', perMillion: 1, includedPerMonth: 50 * M, freePerDay: 100_000 },
  point: { name: 'Analytics Engine points', perMillion: 0.25, includedPerMonth: 10 * M, freePerDay: 100_000 },
}

export const OPERATIONS = Object.keys(PRICES).filter((name): name is Operation => name in PRICES)
export const NO_COUNTS: Counts = {
  request: 0,
  kvRead: 0,
  kvWrite: 0,
  kvDelete: 0,
  kvList: 0,
  queueOperation: 0,
  rowRead: 0,
  rowWritten: 0,
  point: 0,
}

export function times(counts: Partial<Counts>, factor: number): Counts {
  return countsOf((operation) => (counts[operation] ?? 0) * factor)
}

export function sumOf(...all: Partial<Counts>[]): Counts {
  return countsOf((operation) => all.reduce((sum, counts) => sum + (counts[operation] ?? 0), 0))
}

function countsOf(value: (operation: Operation) => number): Counts {
  const counts = { ...NO_COUNTS }
  for (const operation of OPERATIONS) counts[operation] = value(operation)
  return counts
}

/** Dollars, nothing included. */
export function priceOf(counts: Counts): number {
  return OPERATIONS.reduce(
    (sum, operation) => sum + (counts[operation] * PRICES[operation].perMillion) / M,
    0,
  )
}

/** Dollars of a month on the paid plan, with what it includes. */
export function billOf(month: Counts): number {
  const beyond = (operation: Operation) => Math.max(0, month[operation] - PRICES[operation].includedPerMonth)
  return PAID_PLAN_PER_MONTH + priceOf(countsOf(beyond))
}

/** Which part of what the free plan has in a day is used. Beyond 1 Cloudflare refuses until midnight UTC. */
export function freeShares(day: Counts): Counts {
  return countsOf((operation) => day[operation] / PRICES[operation].freePerDay)
}
