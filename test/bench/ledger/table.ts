// The benches of the ledger. Each has a Worker and a database of its own.
import type { Bench } from '../bench.ts'
import { runInWorker } from './host.ts'

export const LEDGER_BENCHES = {
  'ledger-write': bench('write', 'events into the ledger, as the queue delivers them'),
  'ledger-rollup': bench('rollup', 'hours and days from raw events'),
  'ledger-stats': bench('stats', 'what a stats page asks of 400 days'),
  'growth-events': bench('growth-events', 'what grows with the events of a day'),
  'growth-history': bench('growth-history', 'what grows with artifacts and days'),
  cost: bench('cost', 'operations of pulls and of a day, and what they cost'),
  'ledger-queue': bench('queue', 'messages that a pull sends'),
} satisfies Record<string, Bench>

function bench(measurement: string, about: string): Bench {
  return { about, run: () => runInWorker(measurement) }
}
