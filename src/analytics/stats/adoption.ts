// How a new minor version spreads: its share, day by day since it came out.
import type { Span } from './interval.ts'
import { minorOf } from './question.ts'
import type { NewRelease } from './release.ts'
import type { Line } from './series.ts'

/** `counts` and `shares` by days since the release, the day itself first; no share on a day without any count. */
export type Curve = { minor: string; day: number; counts: number[]; shares: (number | null)[] }

export const CURVE_DAYS_MAX = 180

/** Curves of minors whose release lies within the span, the newest first. `lines`: daily, split by minor. */
export function curvesOf(lines: Line[], span: Span, releases: NewRelease[], through: number): Curve[] {
  const end = Math.min(span.to, through) - span.from
  const totals = Array.from({ length: Math.max(0, end) }, (_day, at) =>
    lines.reduce((total, { counts }) => total + (counts[at] ?? 0), 0),
  )
  return minorReleases(releases)
    .filter(({ day }) => day >= span.from && day < span.to)
    .flatMap(({ minor, day }) => {
      const line = lines.find(({ value }) => value === minor)
      if (line === undefined) return []
      const from = day - span.from
      const counts = line.counts.slice(from, Math.min(end, from + CURVE_DAYS_MAX))
      const shares = counts.map((count, at) => shareOf(count, totals[from + at] ?? 0))
      return [{ minor, day, counts, shares }]
    })
}

/** When each minor came out, the newest first. Of one that is older than the ledger only patches are known: no day. */
function minorReleases(releases: NewRelease[]): { minor: string; day: number }[] {
  return releases
    .filter(({ opensMinor }) => opensMinor)
    .map(({ version, day }) => ({ minor: minorOf(version), day }))
    .toReversed()
}

/** Null where there is nothing to have a share of. */
export function shareOf(count: number, total: number): number | null {
  return total === 0 ? null : Math.round((count / total) * 1e6) / 1e6
}
