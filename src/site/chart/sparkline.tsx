// A line without axes, as small as a word.
import { Stretched, UNITS } from './plot.tsx'
import { lineThrough } from './scale.ts'

export type SparklineProps = { counts: number[]; label: string }

export function Sparkline({ counts, label }: SparklineProps) {
  const greatest = Math.max(1, ...counts)
  // One value is a level line, not an invisible point.
  const drawn = counts.length === 1 ? [...counts, ...counts] : counts
  const path = lineThrough(
    drawn.map((count, index) => [index / Math.max(1, drawn.length - 1), 1 - count / greatest]),
  )
  return (
    <svg class="sparkline" width="100%" height="32" role="img" aria-label={label}>
      {path === '' ? null : (
        <Stretched>
          <path class="area" d={`${path}V${UNITS}H0Z`} />
          <path class="line line-main" d={path} />
        </Stretched>
      )}
    </svg>
  )
}
