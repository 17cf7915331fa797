// What grows with ten times the events, the artifacts, the history, and what does not.
import world from '../../../assets/world.json'
import { dayOf } from '../../../src/analytics/calendar.ts'
import { sumUpMonths } from '../../../src/analytics/rollup/ever.ts'
import { createApp } from '../../../src/app.ts'
import { overriding } from '../../analytics/fault.ts'
import { type Figure, type Unit, figure } from '../figure.ts'
import { makeTables, numberOf } from './database.ts'
import { diceOf } from './dice.ts'
import { createFiller } from './fill.ts'
import { ASKED, type Stretch, fillDays, fillMonths, fillSources, keepNames } from './history.ts'
import { metered } from './meter.ts'
import { FIRST_DAY, computeDay } from './rollup.ts'
import { medianSeconds } from './stopwatch.ts'

const ROUNDS = 9

/** `growth_<of what>_<what is measured>_at_<how much of it there is>`: growth-chart.ts draws them. */
function grown({ of, at }: { of: string; at: number }, what: string, value: number, unit: Unit): Figure {
  return figure(`growth_${of}_${what}_at_${at}`, value, unit)
}

/** A day of so many events: what is kept of it, and how long its hour takes to be computed. */
export async function measureGrowthOfEvents({ DB: db }: Env): Promise<Figure[]> {
  await makeTables(db)
  const filler = createFiller(db, diceOf(3))
  const figures: Figure[] = []
  for (const [place, events] of [10_000, 100_000, 1_000_000].entries()) {
    const { rows, hourSeconds } = await computeDay(db, filler, { day: FIRST_DAY + place, events })
    figures.push(grown({ of: 'events', at: events }, 'rows_of_a_day', rows, 'rows'))
    figures.push(grown({ of: 'events', at: events }, 'hour_recomputed', hourSeconds * 1000, 'ms'))
  }
  return figures
}

/**
 * An artifact's page and what it reads, with more artifacts beside it and then more days behind it. Of what is older than
 * the longest stretch that is read by the day there are months alone: that is all that anybody asks of it.
 */
export async function measureGrowthOfHistory(env: Env, context: ExecutionContext): Promise<Figure[]> {
  const { DB: db } = env
  await makeTables(db)
  await keepNames(db, 120)
  const today = dayOf(Date.now())
  const last = (days: number, of: number): [number, number] => [today + 1 - days, today + 1 - (days - of)]
  const figures: Figure[] = []
  const measure = async (of: string, at: number) => {
    await sumUpAnew(db)
    figures.push(...(await askAll({ env, context }, of, at)))
  }
  await fill(db, { artifacts: [0, 12], days: last(40, 40) })
  await measure('artifacts', 12)
  await fill(db, { artifacts: [12, 120], days: last(40, 40) })
  await measure('artifacts', 120)
  await measure('history', 40)
  await fill(db, { artifacts: [0, 12], days: last(400, 360) })
  await measure('history', 400)
  await fillMonths(db, { artifacts: [0, 12], days: last(4000, 3600) })
  await fillSources(db, { artifacts: [0, 12], days: last(4000, 3600) })
  await measure('history', 4000)
  return figures
}

async function fill(db: D1Database, stretch: Stretch): Promise<void> {
  await fillDays(db, stretch)
  await fillSources(db, stretch)
  await fillMonths(db, stretch)
}

/** As the cron has left it: it does a few months each time, and months before those that are there never come. */
async function sumUpAnew(db: D1Database): Promise<void> {
  await db.batch(
    ['ever', 'ever_count', 'ever_pair', 'all_ever_count', 'all_ever_pair'].map((table) =>
      db.prepare(`DELETE FROM ${table}`),
    ),
  )
  const summed = async () => numberOf(db, 'SELECT COALESCE(MAX(month), 0) AS n FROM ever')
  let before: number
  do {
    before = await summed()
    await sumUpMonths(db, Date.now())
  } while ((await summed()) > before)
}

const ASKS = {
  the_front_page: '/',
  an_artifact: `/artifact/${ASKED.artifact}`,
  its_page_of_all_time: `/artifact/${ASKED.artifact}?range=all`,
  all_time_by_version: `/api/v1/totals?artifact=${ASKED.artifact}&metric=${ASKED.metric}&by=${ASKED.by}`,
}

/** The one file that a page reads. */
const readWorld = () => Promise.resolve(Response.json(world))

type Asked = { env: Env; context: ExecutionContext }

/** What a page is made of is read; the edge, which would answer for a minute, keeps nothing here. */
async function askAll({ env, context }: Asked, of: string, at: number): Promise<Figure[]> {
  const ask = async (db: D1Database, path: string) => {
    const request = new Request(`https://downloads.example.org${path}`)
    const asked = overriding(env, { DB: db, ASSETS: { fetch: readWorld }, PAGE_TTL_SECONDS: 0 })
    const answer = await createApp().fetch(request, asked, context)
    const text = await answer.text()
    // Of all that was filled in, the largest by name.
    if (answer.status !== 200 || !/v1\.0|artifact\.0/.test(text))
      throw new Error(`${path}: ${answer.status} ${text}`)
  }
  const figures: Figure[] = []
  for (const [what, path] of Object.entries(ASKS)) {
    const meter = metered(env.DB)
    await ask(meter.db, path)
    figures.push(grown({ of, at }, `rows_read_by_${what}`, meter.rowsRead(), 'rows'))
  }
  // Not cold: what is compared with it is not, either.
  await medianSeconds(ROUNDS, () => ask(env.DB, ASKS.an_artifact))
  const seconds = await medianSeconds(ROUNDS, () => ask(env.DB, ASKS.an_artifact))
  return [...figures, grown({ of, at }, 'page_of_an_artifact', seconds * 1000, 'ms')]
}
