// What events are counted by: one list each for what is written and what is read.
import type { Metric } from './event.ts'

/** The columns of `cell`, in its order; each value is a label. */
export const CELL_COLUMNS = [
  'artifact',
  'metric',
  'class',
  'version',
  'platform',
  'country',
  'continent',
  'client',
  'client_version',
  'provider',
  'upstream',
  'reason',
  'saved',
] as const
export type CellColumn = (typeof CELL_COLUMNS)[number]

/** Numbers of the dimensions in `day_count` and `month_count`. Never reuse one: rows bear them for ever. */
export const DIMENSIONS = {
  total: 0,
  version: 1,
  platform: 2,
  country: 3,
  continent: 4,
  client: 5,
  client_version: 6,
  provider: 7,
  upstream: 8,
  reason: 9,
} as const satisfies Partial<Record<CellColumn | 'total', number>>

/** Numbers of the pairs in `day_pair` and `month_pair`, likewise. */
export const PAIRS = [
  { pair: 1, a: 'version', b: 'platform' },
  { pair: 2, a: 'version', b: 'country' },
  { pair: 3, a: 'version', b: 'client' },
] as const satisfies { pair: number; a: CellColumn; b: CellColumn }[]

/** What happens seldom beside the rest. */
export const MINOR_METRICS = ['chart_check', 'verify', 'error'] as const satisfies Metric[]

/** What pairs are kept of: the questions "which versions run where" are about things that were fetched. */
export const PAIR_METRICS = ['pull', 'download', 'chart_pull', 'file_download'] as const satisfies Metric[]

/** Labels that every database has. */
export const UNKNOWN_LABEL = 0
export const OTHER_LABEL = 1

/**
 * How many labels may be new on one day. Clients name themselves and can name themselves anything, so what they bring
 * is bounded hardest; the rest must exist at an upstream, or comes from Cloudflare. Beyond the bound it is "(other)".
 */
export const NEW_LABELS_PER_DAY_MAX: Record<CellColumn, number> = {
  artifact: 500,
  metric: 20,
  class: 20,
  version: 1000,
  platform: 50,
  country: 300,
  continent: 20,
  client: 50,
  client_version: 200,
  provider: 100,
  upstream: 100,
  reason: 20,
  saved: 100,
}

/**
 * Files and pages are named by whoever asks for them. Those that their host denies are not counted, but a host may be
 * silent, or say yes to everything: so they may take only a part of the new artifacts and versions of a day.
 */
export const CLIENT_NAMED_METRICS = ['file_download', 'page_view', 'visit'] as const satisfies Metric[]
export const CLIENT_NAMED_SHARE = 0.6
