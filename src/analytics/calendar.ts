// Hours, days and months, all UTC, as the whole numbers that the ledger counts them in.

export const HOUR_MS = 60 * 60 * 1000
export const DAY_MS = 24 * HOUR_MS

/** Hours since 1970. */
export function hourOf(at: number): number {
  return Math.floor(at / HOUR_MS)
}

/** Days since 1970. */
export function dayOf(at: number): number {
  return Math.floor(at / DAY_MS)
}

/** `2026-11-22`. */
export function dayText(at: number): string {
  return new Date(at).toISOString().slice(0, 10)
}

/** `2026-11-22T12:03:10.000Z`. */
export function timeText(at: number | null): string | null {
  return at === null ? null : new Date(at).toISOString()
}

/** Months since the year 0: year * 12 + month - 1. */
export function monthOfDay(day: number): number {
  const date = new Date(day * DAY_MS)
  return date.getUTCFullYear() * 12 + date.getUTCMonth()
}

/** The days of a month, from its first to the first of the next, that one excluded. */
export function daysOfMonth(month: number): { from: number; to: number } {
  return { from: firstDay(month), to: firstDay(month + 1) }
}

function firstDay(month: number): number {
  return Date.UTC(Math.floor(month / 12), month % 12, 1) / DAY_MS
}

/** Milliseconds since 1970 at which a day ends. */
export function endOfDay(day: number): number {
  return (day + 1) * DAY_MS
}
