// From the days that somebody asks for to whole buckets, within bounds.
import { dayOf, hourOf } from '../../analytics/calendar.ts'
import { HOUR_TOTAL_DAYS } from '../../analytics/rollup/final.ts'
import {
  type Interval,
  type Span,
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
    const longer = interval === 'month' ? '' : '; interval=month reaches further back'
    throw new ParameterError(
      `from and to are ${days} days apart, and interval=${interval} answers ${most} at the most${longer}`,
    )
  }
  const span = spanOf(interval, { from: Math.max(0, first), to: last + 1 })
  return interval === 'hour' ? { ...span, to: Math.min(span.to, hourOf(now) + 1) } : span
}

/** For sums. Of more days than are kept one by one, whole months: those that are begun are summed whole. */
export function spanOfSum({ from, to }: Omit<Wanted, 'interval'>, now: number): Span {
  const today = dayOf(now)
  const last = Math.min(to ?? today, today)
  const days = last - (from ?? last) + 1
  return spanWanted({ from, to, interval: days > RANGE_DAYS_MAX.day ? 'month' : 'day' }, now)
}

export function spanBefore(span: Span, compare: 'previous' | 'year' | undefined): Span | null {
  if (compare === undefined) return null
  const before = compare === 'year' ? yearBefore(span) : previousSpan(span)
  return daysOf(before).from < 0 ? null : before
}
