// `npm start -- --demo`: 400 days of made-up numbers, in a state of their own, marked as what they are.
import { dayOf } from '../../src/analytics/calendar.ts'
import { rollUp } from '../../src/analytics/rollup/run.ts'
import { StartError } from '../local/start-error.ts'
import { DEMO_DAYS } from './happening.ts'
import { historyOf } from './history.ts'
import { createLabels } from './label.ts'
import { sheetsOf } from './sheet.ts'
import { todaySheets } from './today.ts'
import { writeSheet } from './write.ts'

export type DemoSettings = {
  wanted: boolean
  /** For what is said: the folder of the state. */
  state: string
  now: number
  write: (text: string) => void
  signal: AbortSignal
}

/** What the demo writes, and what is made of that and of pulls that came in beside it. */
const COUNTING = [
  ...[
    'label',
    'cell',
    'event',
    'dirty',
    'hour_count',
    'hour_total',
    'total_count',
    'version_first',
    'day_source',
  ],
  ...['day', 'month', 'ever', 'all_day', 'all_month', 'all_ever'].flatMap((of) => [
    `${of}_count`,
    `${of}_pair`,
  ]),
  ...['ever', 'rollup', 'rolled_up', 'dump', 'incident', 'dropped_event', 'dropped', 'reconciliation'],
]
/** Mark of a demo whose history is not all there: it is made anew. */
const UNFINISHED = 0
const ROLLUPS_MAX = 10

/**
 * Made-up numbers and real ones never meet in one database: a start with the demo is refused where real ones are, and one
 * without it where made-up ones are. A demo of today is kept as it is, with the pulls made in it; an older one is made anew.
 */
export async function prepareDemo(db: D1Database, settings: DemoSettings): Promise<void> {
  const writtenAt = await db.prepare('SELECT written_at FROM demo').first<number>('written_at')
  const { wanted, state, now } = settings
  if (!wanted) {
    if (writtenAt === null) return
    throw new StartError(
      `${state} holds the made-up numbers of a demo: add --demo, or name another folder with --state`,
    )
  }
  if (writtenAt === null && (await holdsNumbers(db)))
    throw new StartError(
      `--demo: ${state} holds real numbers; leave --state out, or name another folder with it`,
    )
  if (writtenAt === null || dayOf(writtenAt) !== dayOf(now)) await fillDemo(db, settings)
}

async function holdsNumbers(db: D1Database): Promise<boolean> {
  const tables = ['event', 'day_count', 'month_count', 'dropped', 'incident']
  const looks = tables.map((table) => `EXISTS (SELECT 1 FROM ${table})`)
  return (await db.prepare(`SELECT ${looks.join(' OR ')} AS n`).first<number>('n')) === 1
}

async function fillDemo(db: D1Database, { now, write, signal }: DemoSettings): Promise<void> {
  write(`Writing ${DEMO_DAYS} days of demo history …\n`)
  await db.batch([
    db.prepare('INSERT OR REPLACE INTO demo (id, written_at) VALUES (1, ?1)').bind(UNFINISHED),
    ...COUNTING.map((table) => db.prepare(`DELETE FROM ${table}${table === 'label' ? ' WHERE id > 1' : ''}`)),
  ])
  const labels = createLabels()
  const history = historyOf(dayOf(now), labels)
  const sheets = [...todaySheets(now, labels), ...sheetsOf(history, labels, now)]
  const all = sheets.reduce((sum, { rows }) => sum + rows.length, 0)
  let written = 0
  const tell = quarters(write)
  for (const sheet of sheets) {
    await writeSheet(db, sheet, (rows) => {
      signal.throwIfAborted()
      tell((written + rows) / all)
    })
    written += sheet.rows.length
  }
  await makeMonths(db, now)
  await db.prepare('UPDATE demo SET written_at = ?1').bind(now).run()
}

/** By the product's own rollup, as is today; what it should leave over, the cron takes up. */
async function makeMonths(db: D1Database, now: number): Promise<void> {
  for (let run = 0; run < ROLLUPS_MAX; run++) {
    if ((await db.prepare('SELECT 1 FROM dirty LIMIT 1').first()) === null) return
    await rollUp(db, now)
  }
}

function quarters(write: (text: string) => void): (part: number) => void {
  let told = 0
  return (part) => {
    const quarter = Math.floor(part * 4)
    if (quarter > told) write(`  ${quarter * 25} %\n`)
    told = Math.max(told, quarter)
  }
}
