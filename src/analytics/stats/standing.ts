// How far numbers can be relied on: up to when they are made, whether they are final, and which days are missing.
import { monthOfDay, timeText } from '../calendar.ts'
import { lastFinalDay } from '../rollup/final.ts'
import { type Days, dayString } from './interval.ts'

export type Standing = {
  /** What the ledger had received up to then is in the numbers, ISO 8601; null before anything was counted. */
  data_through: string | null
  /** Final numbers do not change any more. */
  state: 'final' | 'provisional'
  /** Grows whenever a number of these days is made anew. */
  revision: number
  coverage: Coverage
}

export type Coverage = {
  /** The first day on which anything was counted; null before that. */
  first_day: string | null
  /** Days asked for that something was counted on. */
  days: number
  /** Days between the first and now on which nothing at all was: the gateway cannot have been used, or not counted. */
  missing: string[]
}

type Made = {
  at: number | null
  waiting_month: number | null
  is_marked: number
  first_day: number | null
}
/** Days that are over for good, all before `until`: those that something was counted on, and those that nothing was. */
type SummedUp = { until: number; days: number; missing: number[]; revision: number }
type DayRow = { bucket: number; state: 'final' | 'provisional'; revision: number }

/**
 * Of numbers from the table of days, or of months, or of all there ever was: then of all days up to the last of `days`, and
 * no more is read the more there are. `now` in milliseconds since 1970.
 */
export async function readStanding(
  db: D1Database,
  days: Days,
  now: number,
  scale: 'day' | 'month' | 'ever' = 'day',
): Promise<Standing> {
  // Before the others: what is summed up from now on is among the days that they read.
  const summedUp = scale === 'ever' ? await readSummedUp(db) : NOTHING
  const [rows, made] = await Promise.all([
    db
      .prepare(
        "SELECT bucket, state, revision FROM rollup WHERE scale = 'day' AND bucket >= ?1 AND bucket < ?2",
      )
      .bind(Math.max(days.from, summedUp.until), days.to)
      .all<DayRow>(),
    db
      .prepare(MADE)
      .bind(days.from, days.to, scale, monthOfDay(days.from), monthOfDay(days.to - 1))
      .first<Made>(),
  ])
  const through = made?.at == null ? null : Math.min(made.at, made.waiting_month ?? Infinity)
  const isOpen =
    days.to - 1 > lastFinalDay(now) ||
    made?.is_marked === 1 ||
    rows.results.some(({ state }) => state === 'provisional')
  return {
    data_through: timeText(through),
    state: isOpen ? 'provisional' : 'final',
    revision: rows.results.reduce((total, { revision }) => total + revision, summedUp.revision),
    coverage: coverageOf(rows.results, days, { first: made?.first_day ?? null, through, summedUp }),
  }
}

const NOTHING: SummedUp = { until: 0, days: 0, missing: [], revision: 0 }

async function readSummedUp(db: D1Database): Promise<SummedUp> {
  const row = await db
    .prepare('SELECT until_day AS until, day_count AS days, missing, revision FROM ever')
    .first<Omit<SummedUp, 'missing'> & { missing: string }>()
  // What the rollup writes.
  return row === null ? NOTHING : { ...row, missing: JSON.parse(row.missing) as number[] }
}

/** The first day that anything was counted on, days since 1970; null before that. */
export async function readFirstDay(db: D1Database): Promise<number | null> {
  return db.prepare("SELECT MIN(bucket) AS day FROM rollup WHERE scale = 'day'").first<number | null>('day')
}

type Counted = { first: number | null; through: number | null; summedUp: SummedUp }

function coverageOf(rows: DayRow[], days: Days, { first, through, summedUp }: Counted): Coverage {
  if (first === null || through === null) return { first_day: null, days: rows.length, missing: [] }
  const counted = new Set(rows.map(({ bucket }) => bucket))
  const missing = summedUp.missing.map(dayString)
  // A day that is not over may still have something to count.
  const last = Math.min(days.to, Math.floor(through / 86_400_000))
  for (let day = Math.max(days.from, summedUp.until, first); day < last; day++) {
    if (!counted.has(day)) missing.push(dayString(day))
  }
  return { first_day: dayString(first), days: summedUp.days + rows.length, missing }
}

/**
 * `waiting_month`: since when a day has something that is in no month yet: what is large waits its turn. `is_marked`: whether
 * something of the days asked for is still to be made.
 */
const MADE = `SELECT
  (SELECT at FROM rolled_up) AS at,
  (SELECT MIN(computed_at) FROM dirty CROSS JOIN rollup USING (scale, bucket)
    WHERE ?3 <> 'day' AND dirty.scale = 'month') AS waiting_month,
  (SELECT EXISTS (SELECT 1 FROM dirty WHERE (scale = 'hour' AND bucket >= ?1 * 24 AND bucket < ?2 * 24)
    OR (scale = 'day' AND bucket >= ?1 AND bucket < ?2)
    OR (?3 <> 'day' AND scale = 'month' AND bucket >= ?4 AND bucket <= ?5))) AS is_marked,
  (SELECT MIN(bucket) FROM rollup WHERE scale = 'day') AS first_day`
