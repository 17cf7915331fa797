// The two axes: grid lines with a value each, and labels of periods below.
import { labelledPeriods, middleOf, type Period, SHORT_LABEL } from './period.ts'
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
  return <LabelAxis ticks={ticks} keep="last" />
}

/** Every second label is dropped on a narrow screen; the first or the last is one of those that stay. */
export function LabelAxis({ ticks, keep }: { ticks: Tick[]; keep: 'first' | 'last' }) {
  return (
    <g class="axis">
      {ticks.map(({ at, text }, index) => {
        const wideOnly = ticks.length > 2 && (keep === 'first' ? index : ticks.length - 1 - index) % 2 === 1
        return (
          <>
            <line class="notch" x1={percent(at)} x2={percent(at)} y1="100%" y2="100%" />
            <text
              class={`tick ${anchorOf(at, text)}${wideOnly ? ' wide-only' : ''}`}
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

function anchorOf(at: number, text: string): string {
  if (text.length <= SHORT_LABEL || (at > 0.04 && at < 0.94)) return 'at-middle'
  return at > 0.5 ? 'at-end' : 'at-start'
}
