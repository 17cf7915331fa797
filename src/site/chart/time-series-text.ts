// A time series in words and in a table.
import type { PanelProps, Table } from './figure.tsx'
import { changeText, exactCount } from './number.ts'
import { type Period, spanText } from './period.ts'
import type { Mark } from './release-mark.tsx'

export type TimeSeriesProps = PanelProps & {
  /** 'pulls' */
  unit: string
  periods: Period[]
  counts: number[]
  /** The same number of periods before, aligned by index. */
  previous: number[] | null
  marks: Mark[]
}

/** "1,234 pulls from 1 Nov to 22 Nov, +3.4 % against the period before; most on 3 Nov (120)." */
export function findingOf({ unit, periods, counts, previous }: TimeSeriesProps): string {
  const shown = periods.map((period, index) => ({
    ...period,
    count: counts[index] ?? 0,
    before: previous?.[index] ?? 0,
  }))
  const known = shown.filter(({ state }) => state !== 'missing')
  const total = sum(known.map(({ count }) => count))
  const most = known.toSorted((a, b) => b.count - a.count)[0]
  const before = previous === null ? null : sum(known.map((period) => period.before))
  const change = before === null ? '' : `, ${changeText(total, before)} against the period before`
  const peak =
    most === undefined || most.count === 0 ? '' : `; most in ${most.label} (${exactCount(most.count)})`
  const gaps = periods.length - known.length
  const missing = gaps === 0 ? '' : ` There is no data for ${gaps} of ${periods.length} periods.`
  return `${exactCount(total)} ${unit} ${spanText(periods)}${change}${peak}.${missing}`
}

/** "22 Nov: 1,234 pulls, 1,100 before" */
export function readoutOf({ unit, periods, counts, previous }: TimeSeriesProps, index: number): string {
  const { label, state } = periods[index] ?? { label: '', state: 'missing' }
  if (state === 'missing') return `${label}: no data`
  const before = previous === null ? '' : `, ${exactCount(previous[index] ?? 0)} before`
  const doubt = state === 'provisional' ? ', provisional' : ''
  return `${label}: ${exactCount(counts[index] ?? 0)} ${unit}${before}${doubt}`
}

export function seriesTable({ unit, periods, counts, previous, marks }: TimeSeriesProps): Table {
  const remarks = periods.map((period, index) =>
    remarkOf(
      period,
      marks.filter((mark) => mark.index === index),
    ),
  )
  const remarked = remarks.some((remark) => remark !== '')
  return {
    columns: [
      { title: 'Period', kind: 'text' },
      { title: unit, kind: 'count' },
      ...(previous === null ? [] : [{ title: 'the period before', kind: 'count' as const }]),
      ...(remarked ? [{ title: 'Remark', kind: 'text' as const }] : []),
    ],
    rows: periods.map(({ start, state }, index) => [
      start,
      state === 'missing' ? null : (counts[index] ?? 0),
      ...(previous === null ? [] : [previous[index] ?? 0]),
      ...(remarked ? [remarks[index] ?? ''] : []),
    ]),
  }
}

function remarkOf({ state }: Period, marks: TimeSeriesProps['marks']): string {
  const doubt = state === 'final' ? [] : [state === 'missing' ? 'no data' : 'provisional']
  return [...doubt, ...marks.map(({ label }) => label)].join(', ')
}

function sum(counts: number[]): number {
  return counts.reduce((total, count) => total + count, 0)
}
