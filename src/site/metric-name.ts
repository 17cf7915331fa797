// What metrics are called in front of people, many of each.
import type { Metric } from '../analytics/event.ts'

export const METRIC_NAMES = {
  check: 'checks',
  pull: 'pulls',
  download: 'downloads',
  chart_pull: 'chart pulls',
  chart_check: 'chart checks',
  verify: 'verifications',
  file_download: 'file downloads',
  page_view: 'page views',
  error: 'errors',
} as const satisfies Record<Metric, string>
