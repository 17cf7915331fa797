// The steps of a page's time axis, and what is known of each.
import { lastFinalDay } from '../../../analytics/rollup/final.ts'
import { bucketText, bucketsOf, dayString, daysOf, parseDay } from '../../../analytics/stats/interval.ts'
import type { Period } from '../../chart/period.ts'
import type { Scene } from '../scene.ts'
import { periodText } from '../wording.ts'

/** A step is missing if nothing can have been counted on any of its days, provisional while any of them may change. */
export function periodsOf({ span, standing, now }: Pick<Scene, 'span' | 'standing' | 'now'>): Period[] {
  const missing = new Set(standing.coverage.missing)
  const first = parseDay(standing.coverage.first_day ?? '') ?? Infinity
  const final = lastFinalDay(now)
  return bucketsOf(span).map((bucket) => {
    const start = bucketText(span.interval, bucket)
    const { from, to } = daysOf({ ...span, from: bucket, to: bucket + 1 })
    const days = Array.from({ length: to - from }, (_day, at) => from + at)
    const isMissing = days.every((day) => day < first || missing.has(dayString(day)))
    const state = isMissing ? 'missing' : to - 1 > final ? 'provisional' : 'final'
    return { start, label: periodText(span.interval, start), state }
  })
}
