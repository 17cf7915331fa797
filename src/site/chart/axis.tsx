// The two axes: grid lines with a value each, and labels of periods below.
import { labelledPeriods, middleOf, type Period } from './period.ts'
import { percent } from './plot.tsx'

/** A value's height, 0 (top) to 1 (baseline). */
export type Tick = { at: number; text: string }

export function ValueAxis({ ticks }: { ticks: Tick[] }) {
  return (
    <g class="axis">
      {ticks.map(({ at, text }) => (
        <>
          <line class={at === 1 ? 'baseline' : 'grid'} x2="100%" y1={percent(at)} y2={percent(at)} />
          <text class="tick value" y={percent(at)} dx="-8" dy="4">
            {text}
          </text>
        </>
      ))}
    </g>
  )
}

export function PeriodAxis({ periods }: { periods: Period[] }) {
  const labelled = labelledPeriods(periods)
  const ticks = labelled.map((index) => ({
    at: middleOf(index, periods.length),
    text: periods[index]?.label ?? '',
  }))
  return <LabelAxis ticks={ticks} />
}

/** Counted from the end, every second label is dropped on a narrow screen. */
export function LabelAxis({ ticks }: { ticks: Tick[] }) {
  return (
    <g class="axis">
      {ticks.map(({ at, text }, index) => {
        const wideOnly = ticks.length > 2 && (ticks.length - 1 - index) % 2 === 1
        return (
          <>
            <line class="notch" x1={percent(at)} x2={percent(at)} y1="100%" y2="100%" />
            <text
              class={`tick ${anchorAt(at)}${wideOnly ? ' wide-only' : ''}`}
              x={percent(at)}
              y="100%"
              dy="18"
            >
              {text}
            </text>
          </>
        )
      })}
    </g>
  )
}

/** Text near an edge keeps inside. */
export function anchorAt(at: number): string {
  if (at < 0.04) return 'at-start'
  return at > 0.94 ? 'at-end' : 'at-middle'
}
