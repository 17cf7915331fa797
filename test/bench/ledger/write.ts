// Events into the ledger: how fast, in how many rows, and how large.
import { hourOf } from '../../../src/analytics/calendar.ts'
import { createLedger } from '../../../src/analytics/ledger.ts'
import { edgeOf } from '../../../src/edge.ts'
import { type Figure, figure } from '../figure.ts'
import { makeContent } from './content.ts'
import { makeTables, numberOf } from './database.ts'
import { batchesOf, deliver } from './delivery.ts'
import { diceOf } from './dice.ts'
import { createFiller } from './fill.ts'
import { drawMessage } from './message.ts'
import { metered } from './meter.ts'
import { median, secondsOf } from './stopwatch.ts'
import { trafficOf } from './traffic.ts'

const NOON = Date.UTC(2026, 9, 14, 12)
/** Steady state: five days of this traffic are there already, and so are most of its labels and many of its cells. */
const EVENTS_OF_DAY = 100_000
const EVENTS_BEFORE = 5 * EVENTS_OF_DAY
const ROUND_EVENTS = 3000
const ROUNDS = 7

export async function measureWrite(env: Env): Promise<Figure[]> {
  await makeTables(env.DB)
  const edge = edgeOf(env, { waitUntil: () => undefined })
  const ledger = createLedger(() => Promise.resolve(''))
  const content = makeContent()
  const dice = diceOf(2)
  const traffic = trafficOf(dice, EVENTS_OF_DAY)
  const draw = () =>
    batchesOf(Array.from({ length: ROUND_EVENTS }, () => drawMessage({ dice, content, traffic }, NOON)))

  await deliver(edge, ledger, batchesOf(content.facts.map((fact) => ({ event: null, fact, host: null }))))
  const filler = createFiller(env.DB, dice)
  await filler.fill(hourOf(NOON), EVENTS_BEFORE, traffic)

  const rounds: number[] = []
  for (let round = 0; round < ROUNDS; round++) {
    const batches = draw()
    rounds.push(await secondsOf(() => deliver(edge, ledger, batches)))
  }

  const meter = metered(env.DB)
  const cellsBefore = await cellsOf(env.DB)
  await deliver({ ...edge, env: { ...env, DB: meter.db } }, ledger, draw())
  const newCells = (await cellsOf(env.DB)) - cellsBefore
  return [
    figure('events_per_second', ROUND_EVENTS / median(rounds), 'events/s'),
    figure('rows_written_per_event', meter.rowsWritten() / ROUND_EVENTS, 'rows'),
    figure('new_cells_per_event', newCells / ROUND_EVENTS, 'rows'),
    figure('bytes_per_event', filler.grown.events / EVENTS_BEFORE, 'bytes'),
    figure('bytes_per_cell', filler.grown.cells / filler.cells(), 'bytes'),
  ]
}

function cellsOf(db: D1Database): Promise<number> {
  return numberOf(db, 'SELECT COUNT(*) AS n FROM cell')
}
