// Stretches of time that numbers are asked for, as whole buckets of an hour, a day, a week or a month, all UTC.
import { DAY_MS, daysOfMonth, monthOfDay } from '../calendar.ts'

export const INTERVALS = ['hour', 'day', 'week', 'month'] as const
export type Interval = (typeof INTERVALS)[number]

/**
 * Buckets from `from` up to `to`, that one excluded: hours or days since 1970, weeks since the one that 1970 began in
 * (Monday first, as ISO 8601 has it), months as year * 12 + month - 1.
 */
export type Span = { interval: Interval; from: number; to: number }

/** Days since 1970, `to` excluded. */
export type Days = { from: number; to: number }

/** The weekday of 1970-01-01 was a Thursday. */
export const DAYS_SINCE_MONDAY_1970 = 3
/** The same weekdays a year before: 52 weeks. */
const YEAR = { hour: 364 * 24, day: 364, week: 52, month: 12 } as const satisfies Record<Interval, number>

/** The whole buckets that these days are in: a week or month that is begun is asked for as a whole. */
export function spanOf(interval: Interval, { from, to }: Days): Span {
  if (interval === 'hour') return { interval, from: from * 24, to: to * 24 }
  return { interval, from: bucketOfDay(interval, from), to: bucketOfDay(interval, to - 1) + 1 }
}

export function daysOf({ interval, from, to }: Span): Days {
  switch (interval) {
    case 'hour':
      return { from: Math.floor(from / 24), to: Math.ceil(to / 24) }
    case 'day':
      return { from, to }
    case 'week':
      return { from: from * 7 - DAYS_SINCE_MONDAY_1970, to: to * 7 - DAYS_SINCE_MONDAY_1970 }
    case 'month':
      return { from: daysOfMonth(from).from, to: daysOfMonth(to).from }
  }
}

/** As many buckets, right before. */
export function previousSpan({ interval, from, to }: Span): Span {
  return { interval, from: from - (to - from), to: from }
}

export function yearBefore({ interval, from, to }: Span): Span {
  return { interval, from: from - YEAR[interval], to: to - YEAR[interval] }
}

export function bucketsOf({ from, to }: Span): number[] {
  return Array.from({ length: Math.max(0, to - from) }, (_bucket, index) => from + index)
}

/** How a bucket is named: `2026-11-22T05:00Z`, the day, the week's Monday, or `2026-11`. */
export function bucketText(interval: Interval, bucket: number): string {
  if (interval === 'hour') return `${new Date(bucket * 3_600_000).toISOString().slice(0, 16)}Z`
  const day = dayString(daysOf({ interval, from: bucket, to: bucket + 1 }).from)
  return interval === 'month' ? day.slice(0, 7) : day
}

/** `2026-11-22`. */
export function dayString(day: number): string {
  return new Date(day * DAY_MS).toISOString().slice(0, 10)
}

/** Days since 1970 of `2026-11-22`; null for what is no day. */
export function parseDay(text: string): number | null {
  const at = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : NaN
  return Number.isNaN(at) || dayString(at / DAY_MS) !== text ? null : at / DAY_MS
}

function bucketOfDay(interval: Exclude<Interval, 'hour'>, day: number): number {
  switch (interval) {
    case 'day':
      return day
    case 'week':
      return Math.floor((day + DAYS_SINCE_MONDAY_1970) / 7)
    case 'month':
      return monthOfDay(day)
  }
}
