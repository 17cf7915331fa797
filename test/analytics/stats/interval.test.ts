// Days of the calendar as whole steps.
import { describe, expect, it } from 'vitest'
import {
  bucketText,
  bucketsOf,
  dayString,
  daysOf,
  parseDay,
  previousSpan,
  spanOf,
  yearBefore,
} from '../../../src/analytics/stats/interval.ts'

const day = (text: string) => parseDay(text) ?? NaN
const span = (interval: 'hour' | 'day' | 'week' | 'month', from: string, to: string) =>
  spanOf(interval, { from: day(from), to: day(to) + 1 })
const named = (of: ReturnType<typeof spanOf>) => bucketsOf(of).map((one) => bucketText(of.interval, one))

describe('a day', () => {
  it.each([
    '2026-02-30',
    '2026-13-01',
    '2027-02-29',
    '2026-2-3',
    '20260203',
    '2026-02-03T00:00',
    '',
    ' 2026-02-03',
  ])('is not %o', (text) => expect(parseDay(text)).toBeNull())

  it.each(['1970-01-01', '2028-02-29', '2026-12-31'])('is %s', (text) =>
    expect(dayString(day(text))).toBe(text),
  )
})

describe('a span', () => {
  it.each([
    ['week', '2026-01-01', '2026-01-01', ['2025-12-29']],
    ['week', '2026-12-28', '2027-01-04', ['2026-12-28', '2027-01-04']],
    ['week', '2023-01-01', '2023-01-02', ['2022-12-26', '2023-01-02']],
    ['month', '2026-12-31', '2027-01-01', ['2026-12', '2027-01']],
    ['day', '2028-02-28', '2028-03-01', ['2028-02-28', '2028-02-29', '2028-03-01']],
  ] as const)('by %s from %s to %s is %o', (interval, from, to, names) => {
    expect(named(span(interval, from, to))).toEqual(names)
  })

  it('by hour is whole days', () => {
    const hours = named(span('hour', '2026-12-31', '2026-12-31'))
    expect([hours.length, hours[0], hours[23]]).toEqual([24, '2026-12-31T00:00Z', '2026-12-31T23:00Z'])
  })

  it.each([
    ['week', '2027-01-01', '2026-12-28', '2027-01-03'],
    ['month', '2028-02-10', '2028-02-01', '2028-02-29'],
    ['hour', '2028-02-10', '2028-02-10', '2028-02-10'],
  ] as const)('by %s of %s is the days from %s to %s', (interval, of, from, to) => {
    expect(daysOf(span(interval, of, of))).toEqual({ from: day(from), to: day(to) + 1 })
  })
})

describe('what a span is compared with', () => {
  it('is as many steps right before', () => {
    expect(named(previousSpan(span('month', '2027-01-15', '2027-02-01')))).toEqual(['2026-11', '2026-12'])
    expect(named(previousSpan(span('day', '2028-03-01', '2028-03-02')))).toEqual(['2028-02-28', '2028-02-29'])
  })

  it('is the same weekdays a year before, and the same months', () => {
    expect(named(yearBefore(span('day', '2028-03-15', '2028-03-15')))).toEqual(['2027-03-17'])
    expect(named(yearBefore(span('week', '2028-03-15', '2028-03-15')))).toEqual(['2027-03-15'])
    expect(named(yearBefore(span('month', '2028-02-29', '2028-02-29')))).toEqual(['2027-02'])
  })
})
