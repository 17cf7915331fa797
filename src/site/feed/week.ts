// The weeks that the feed tells of: whole ones of the ledger, every day of which is final.
import { HOUR_MS, endOfDay } from '../../analytics/calendar.ts'
import { FINAL_AFTER_HOURS, lastFinalDay } from '../../analytics/rollup/final.ts'
import { dayString, daysOf, spanOf } from '../../analytics/stats/interval.ts'
import { readFirstDay } from '../../analytics/stats/standing.ts'

export type Week = {
  /** As a span of the interval `week` counts them. */
  week: number
  /** Days since 1970, the Sunday included. */
  monday: number
  sunday: number
  /** By ISO 8601: the year is its Thursday's. */
  year: number
  number: number
  /** Milliseconds since 1970. */
  finalAt: number
  /** Whether the week before was counted from its first day on. */
  hasBefore: boolean
  /** Whether its sums may be compared with those of the week before: on every day of both something was counted. */
  isComparable: boolean
  /** Days on which nothing at all was counted. */
  missing: string[]
}

/** The newest first. `now` in milliseconds since 1970. */
export async function readFinalWeeks(db: D1Database, now: number, most: number): Promise<Week[]> {
  const firstDay = await readFirstDay(db)
  if (firstDay === null) return []
  const firstWhole = weekOfDay(firstDay + 6)
  const last = weekOfDay(lastFinalDay(now) - 6)
  const first = Math.max(firstWhole, last - most + 1)
  const { from, to } = daysOf({ interval: 'week', from: first - 1, to: last + 1 })
  const { results } = await db
    .prepare("SELECT bucket, state FROM rollup WHERE scale = 'day' AND bucket >= ?1 AND bucket < ?2")
    .bind(from, to)
    .all<{ bucket: number; state: 'final' | 'provisional' }>()
  const states = new Map(results.map(({ bucket, state }) => [bucket, state]))
  const missingIn = (week: number) => daysIn(week).filter((day) => !states.has(day))
  return Array.from({ length: Math.max(0, last - first + 1) }, (_week, index) => last - index)
    .filter((week) => daysIn(week).every((day) => states.get(day) !== 'provisional'))
    .map((week) => {
      const missing = missingIn(week).map(dayString)
      const isComparable = missing.length === 0 && missingIn(week - 1).length === 0
      return { ...weekOf(week), hasBefore: week > firstWhole, isComparable, missing }
    })
}

function weekOf(week: number): Omit<Week, 'hasBefore' | 'isComparable' | 'missing'> {
  const { from: monday, to } = daysOf({ interval: 'week', from: week, to: week + 1 })
  const year = Number(dayString(monday + 3).slice(0, 4))
  // The fourth of January is always in the first week.
  const number = week - weekOfDay(Date.UTC(year, 0, 4) / 86_400_000) + 1
  const finalAt = endOfDay(to - 1) + FINAL_AFTER_HOURS * HOUR_MS
  return { week, monday, sunday: to - 1, year, number, finalAt }
}

function weekOfDay(day: number): number {
  return spanOf('week', { from: day, to: day + 1 }).from
}

function daysIn(week: number): number[] {
  const { from, to } = daysOf({ interval: 'week', from: week, to: week + 1 })
  return Array.from({ length: to - from }, (_day, index) => from + index)
}
