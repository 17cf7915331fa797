// What may be asked of the numbers.
import type { CellColumn } from '../dimension.ts'
import type { ClientClass, Metric } from '../event.ts'

/** What a number may be narrowed to. */
export const WHERE = [
  'version',
  'platform',
  'country',
  'continent',
  'client',
  'client_version',
  'provider',
  'upstream',
  'reason',
] as const satisfies CellColumn[]
export type Where = (typeof WHERE)[number]

/** What a number may be split by: the same, what every row has, and two that are made of others. */
export const BY = ['artifact', 'class', ...WHERE, 'minor', 'os'] as const
export type By = (typeof BY)[number]

/** Labels that have no word of their own. */
export const UNKNOWN = '(unknown)'
export const OTHER = '(other)'

export type Question = {
  /** The canonical name; null for all together. */
  artifact: string | null
  /** Where it is null: of these alone, which takes a split by artifact. */
  among?: string[]
  metric: Metric
  /** None stands for every class. */
  classes: ClientClass[]
  by: By | null
  /** One of these values, for each dimension that is named. */
  where: Partial<Record<Where, string[]>>
}

/** Told to whoever asked: what cannot be answered, and what can. */
export class QuestionError extends Error {}

/** `v1.19.0` and `1.19.0-rc.1` are of `1.19`; a tag that is no version stays itself. */
export function minorOf(version: string): string {
  const [, minor] = /^v?(\d{1,9}\.\d{1,9})(?:[.+-].*)?$/.exec(version) ?? []
  return minor ?? version
}

/** `linux/arm64/v8` is `linux`. */
export function osOf(platform: string): string {
  return platform.split('/')[0] ?? ''
}

/** The dimension that a split is kept under, null where every row has it. */
export function dimensionOf(by: By): Where | null {
  if (by === 'artifact' || by === 'class') return null
  return by === 'minor' ? 'version' : by === 'os' ? 'platform' : by
}

/** The group that a value falls into. */
export function groupOf(by: By, value: string): string {
  if (value === UNKNOWN || value === OTHER) return value
  return by === 'minor' ? minorOf(value) : by === 'os' ? osOf(value) : value
}
