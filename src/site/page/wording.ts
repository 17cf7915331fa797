// The words of the page for what the numbers call by names.
import { CLASSES, type ClientClass, type Metric } from '../../analytics/event.ts'
import { type By, OTHER, UNKNOWN } from '../../analytics/stats/question.ts'
import type { Interval } from '../../analytics/stats/interval.ts'

/** `unit` is what is counted, many of them. */
export const METRIC_WORDS = {
  check: { title: 'Checks', unit: 'checks' },
  pull: { title: 'Pulls', unit: 'pulls' },
  download: { title: 'Downloads', unit: 'downloads' },
  chart_pull: { title: 'Chart pulls', unit: 'chart pulls' },
  chart_check: { title: 'Chart checks', unit: 'chart checks' },
  verify: { title: 'Verifications', unit: 'verifications' },
  file_download: { title: 'File downloads', unit: 'file downloads' },
  page_view: { title: 'Page views', unit: 'page views' },
  visit: { title: 'Visits', unit: 'visits' },
  error: { title: 'Errors', unit: 'errors' },
} as const satisfies Record<Metric, { title: string; unit: string }>

export const CLASS_WORDS = {
  runtime: 'Container runtimes',
  build: 'Image builds',
  tool: 'Tools',
  gitops: 'GitOps',
  updater: 'Updaters',
  mirror: 'Mirrors and caches',
  scanner: 'Scanners',
  browser: 'Browsers',
  unknown: 'Unknown clients',
} as const satisfies Record<ClientClass, string>

export const BY_WORDS = {
  artifact: 'Artifacts',
  class: 'Kinds of clients',
  version: 'Versions',
  minor: 'Minor versions',
  platform: 'Platforms',
  os: 'Operating systems',
  country: 'Countries',
  continent: 'Continents',
  client: 'Clients',
  client_version: 'Client versions',
  provider: 'Clouds and hosting providers',
  upstream: 'Upstreams',
  reason: 'Reasons',
} as const satisfies Record<By, string>

const CONTINENTS: Record<string, string> = {
  AF: 'Africa',
  AN: 'Antarctica',
  AS: 'Asia',
  EU: 'Europe',
  NA: 'North America',
  OC: 'Oceania',
  SA: 'South America',
}

const regions = new Intl.DisplayNames('en', { type: 'region' })

/** What people call a value; what nobody knows a word for is shown as it is. */
export function valueText(by: By, value: string): string {
  if (value === OTHER) return 'Other'
  if (value === UNKNOWN) return by === 'provider' ? 'Everybody else' : 'Unknown'
  switch (by) {
    case 'country':
      return value === 'T1' ? 'Tor network' : regionText(value)
    case 'continent':
      return CONTINENTS[value] ?? value
    case 'class':
      return CLASSES.some((one) => one === value) ? CLASS_WORDS[value as ClientClass] : value
    default:
      return value
  }
}

function regionText(code: string): string {
  try {
    return regions.of(code) ?? code
  } catch {
    return code
  }
}

const dayFormat = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', timeZone: 'UTC' })
const longFormat = new Intl.DateTimeFormat('en-GB', {
  day: 'numeric',
  month: 'short',
  year: 'numeric',
  timeZone: 'UTC',
})
const monthFormat = new Intl.DateTimeFormat('en-GB', { month: 'short', year: 'numeric', timeZone: 'UTC' })
const timeFormat = new Intl.DateTimeFormat('en-GB', {
  day: 'numeric',
  month: 'short',
  hour: '2-digit',
  minute: '2-digit',
  timeZone: 'UTC',
})

/** Of what `bucketText` says: `22 Nov`, `Nov 2026`, `22 Nov, 05:00`. */
export function periodText(interval: Interval, start: string): string {
  const at = Date.parse(interval === 'month' ? `${start}-01` : start)
  return { hour: timeFormat, day: dayFormat, week: dayFormat, month: monthFormat }[interval].format(at)
}

/** `22 Nov 2026`, of days since 1970. */
export function dayWords(day: number): string {
  return longFormat.format(day * 86_400_000)
}

/** `22 Nov, 18:20 UTC`. */
export function momentWords(at: string): string {
  return `${timeFormat.format(Date.parse(at))} UTC`
}
