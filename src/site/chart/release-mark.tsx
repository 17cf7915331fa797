// Hairlines where something happened, such as a release, with as many of their names as there is room for.
import { middleOf } from './period.ts'
import { percent } from './plot.tsx'

export type Mark = { index: number; label: string }

/** The narrowest plot on a wide and on a narrow screen, and what a name takes of it, in px. */
const WIDE = 520
const NARROW = 230
const CHARACTER = 6.5
const BETWEEN = 10

export function ReleaseMarks({ marks, periods }: { marks: Mark[]; periods: number }) {
  const placed = marks
    .filter(({ index }) => index >= 0 && index < periods)
    .map(({ index, label }) => ({ at: middleOf(index, periods), label }))
    .toSorted((a, b) => b.at - a.at)
  const wide = readable(placed, WIDE)
  const narrow = readable(placed, NARROW)
  return (
    <g class="marks">
      {placed.map((mark) => {
        const { at, label } = mark
        const width = wide.has(mark) ? (narrow.has(mark) ? '' : ' wide-only') : ' hidden'
        return (
          <g class="mark">
            <line x1={percent(at)} x2={percent(at)} y1="-4" y2="100%" />
            <text class={`mark-label${at > 0.5 ? ' at-end' : ''}${width}`} x={percent(at)} y="-8">
              {label}
            </text>
            <title>{label}</title>
          </g>
        )
      })}
    </g>
  )
}

type Placed = { at: number; label: string }

/** From the newest back, every name that touches none shown already. Right of the middle it ends at its line. */
function readable(placed: Placed[], room: number): Set<Placed> {
  const shown: [from: number, to: number][] = []
  const kept = new Set<Placed>()
  for (const mark of placed) {
    const width = (mark.label.length * CHARACTER + BETWEEN) / room
    const from = mark.at > 0.5 ? mark.at - width : mark.at
    const to = from + width
    if (shown.some((other) => from < other[1] && other[0] < to)) continue
    shown.push([from, to])
    kept.add(mark)
  }
  return kept
}
