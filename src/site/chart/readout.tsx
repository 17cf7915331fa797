// The exact number of the period under the pointer: shown by the style sheet alone, at once, and by a tap as well.
import { middleOf } from './period.ts'
import { percent } from './plot.tsx'

/** `at` is the point's height, null where there is none. */
export type Readout = { text: string; at: number | null }

/** Beyond this a target would be narrower than a pointer can find; the table has the numbers. */
const TARGETS_MAX = 100

export function Readouts({ readouts }: { readouts: Readout[] }) {
  const count = readouts.length
  if (count > TARGETS_MAX) return null
  return (
    <g class="readouts">
      {readouts.map(({ text, at }, index) => (
        <g>
          <rect x={percent(index / count)} width={percent(1 / count)} height="100%" />
          {at === null ? null : <circle cx={percent(middleOf(index, count))} cy={percent(at)} r="4" />}
          <text x="100%" y="-24">
            {text}
          </text>
        </g>
      ))}
    </g>
  )
}
