// /badge/<artifact>/<metric>/<period>.<form>, read from its end: an artifact's name may hold slashes.
import * as z from 'zod/mini'
import { METRICS, type Metric } from '../../analytics/event.ts'

/** Whole days that are over, the last of them yesterday; null for all there ever was. */
export const PERIODS = { day: 1, week: 7, month: 30, total: null } as const
export type Period = keyof typeof PERIODS

export type BadgePath = {
  /** Null for all artifacts together. */
  artifact: string | null
  metric: Metric
  period: Period
}

const BADGE = /^\/badge\/(?:(.+)\/)?([a-z_]+)\/([a-z]+)\.(?:svg|json)$/
const schema = z.object({ metric: z.enum(METRICS), period: z.enum(['day', 'week', 'month', 'total']) })

/** `pathname` as the client sent it. Null for what is no badge. */
export function parseBadgePath(pathname: string): BadgePath | null {
  const [, name, metric, period] = BADGE.exec(pathname) ?? []
  const parsed = schema.safeParse({ metric, period })
  const artifact = name === undefined ? null : decoded(name)
  return parsed.success && artifact !== '' ? { artifact, ...parsed.data } : null
}

function decoded(name: string): string {
  try {
    return decodeURIComponent(name)
  } catch {
    return ''
  }
}
