// From the days that somebody asks for to whole buckets, within bounds.
import { dayOf, hourOf } from '../../analytics/calendar.ts'
import { HOUR_TOTAL_DAYS } from '../../analytics/rollup/final.ts'
import {
  type Interval,
  type Span,
  dayString,
  daysOf,
  previousSpan,
  spanOf,
  yearBefore,
} from '../../analytics/stats/interval.ts'
import { ParameterError } from './parameter.ts'

/** No answer reads more days than this, however long the ledger has been kept. */
export const RANGE_DAYS_MAX = {
  hour: HOUR_TOTAL_DAYS,
  day: 400,
  week: 400,
  month: 3700,
} as const satisfies Record<Interval, number>
const DEFAULT_DAYS = { hour: 2, day: 30, week: 182, month: 365 } as const satisfies Record<Interval, number>

type Wanted = { from?: number | undefined; to?: number | undefined; interval: Interval }

/** `now` in milliseconds since 1970. Days and hours to come are left out. Throws a ParameterError. */
export function spanWanted({ from, to, interval }: Wanted, now: number): Span {
  const today = dayOf(now)
  const last = Math.min(to ?? today, today)
  const first = from ?? last - DEFAULT_DAYS[interval] + 1
  if (first > today) throw new ParameterError('from lies in the future: nothing has been counted there yet')
  if (first > last) throw new ParameterError('from must not be after to')
  const most = RANGE_DAYS_MAX[interval]
  const days = last - first + 1
  if (days > most) {
    const longer = interval === 'month' ? '' : '; /api/v1/stats?interval=month reaches further back'
    throw new ParameterError(`that is ${days} days, and by ${interval} ${most} are the most${longer}`)
  }
  if (interval === 'hour' && first < firstDayOfHours(now)) {
    throw new ParameterError(
      `hours are kept since ${dayString(firstDayOfHours(now))}; ask by day for what was before`,
    )
  }
  const span = spanOf(interval, { from: first, to: last + 1 })
  return interval === 'hour' ? { ...span, to: Math.min(span.to, hourOf(now) + 1) } : span
}

/** For sums. Of more days than are kept one by one, whole months: those that are begun are summed whole. */
export function spanOfSum({ from, to }: Omit<Wanted, 'interval'>, now: number): Span {
  const today = dayOf(now)
  const last = Math.min(to ?? today, today)
  const days = last - (from ?? last) + 1
  return spanWanted({ from, to, interval: days > RANGE_DAYS_MAX.day ? 'month' : 'day' }, now)
}

/** Throws a ParameterError where that is no longer kept. */
export function spanBefore(span: Span, compare: 'previous' | 'year' | undefined, now: number): Span | null {
  if (compare === undefined) return null
  const before = compare === 'year' ? yearBefore(span) : previousSpan(span)
  if (span.interval === 'hour' && daysOf(before).from < firstDayOfHours(now)) {
    throw new ParameterError(
      `hours are kept since ${dayString(firstDayOfHours(now))}: compare=${compare} needs fewer of them, or days`,
    )
  }
  return before
}

/** Whether all of it was counted; what began before the ledger did can be compared with nothing. */
export function isCounted(span: Span, firstDay: number | null): boolean {
  return firstDay !== null && daysOf(span).from >= firstDay
}

/** Before that, they may be gone. */
function firstDayOfHours(now: number): number {
  return dayOf(now) - HOUR_TOTAL_DAYS + 1
}
