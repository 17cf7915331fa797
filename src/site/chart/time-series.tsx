// A count over time: area and line, what it was before, releases, gaps, and what may still change.
import { PeriodAxis, ValueAxis } from './axis.tsx'
import { Bands } from './band.tsx'
import { Figure } from './figure.tsx'
import { middleOf } from './period.ts'
import { Hatch, percent, Plot, Region, Stretched } from './plot.tsx'
import { Readouts } from './readout.tsx'
import { ReleaseMarks } from './release-mark.tsx'
import { drawSeries } from './series.ts'
import { TimeSeriesLegend } from './time-series-legend.tsx'
import { findingOf, readoutOf, seriesTable, type TimeSeriesProps } from './time-series-text.ts'

export type { TimeSeriesProps } from './time-series-text.ts'

export function TimeSeries(props: TimeSeriesProps) {
  const { id, unit, periods, previous, marks } = props
  const counts = periods.map(({ state }, index) => (state === 'missing' ? null : (props.counts[index] ?? 0)))
  const { ticks, line, area, before, heightOf } = drawSeries(counts, previous)
  const heights = counts.map((count) => (count === null ? null : heightOf(count)))
  const texts = periods.map((_, index) => readoutOf(props, index))
  return (
    <Figure {...props} table={seriesTable(props)}>
      <TimeSeriesLegend id={id} periods={periods} compared={before !== null} />
      <Plot id={id} finding={findingOf(props)} kind="series">
        <Hatch id={`${id}-hatch`} kind="hatch" />
        <Region id={`${id}-under`} path={area} />
        <Bands periods={periods} state="missing" />
        <ValueAxis ticks={ticks} />
        <Stretched>
          <path class="area" d={area} />
        </Stretched>
        <g clip-path={`url(#${id}-under)`}>
          <rect width="100%" height="100%" fill="none" />
          <Bands periods={periods} state="provisional" fill={`url(#${id}-hatch)`} />
        </g>
        <Stretched>
          {before === null ? null : <path class="line line-before" d={before} />}
          <path class="line line-main" d={line} />
        </Stretched>
        <Dots heights={heights} />
        {heights.every((at) => at === null) ? <NoData /> : null}
        <text class="unit" y="-24">
          {unit}
        </text>
        <ReleaseMarks marks={marks} periods={periods.length} />
        <PeriodAxis periods={periods} />
        <Readouts readouts={texts.map((text, index) => ({ text, at: heights[index] ?? null }))} />
      </Plot>
    </Figure>
  )
}

function NoData() {
  return (
    <text class="at-middle" x="50%" y="50%">
      no data in this time
    </text>
  )
}

/** Points are drawn where they are few, and wherever one stands alone between two gaps. */
const DOTS_MAX = 14

function Dots({ heights }: { heights: (number | null)[] }) {
  const few = heights.length <= DOTS_MAX
  const alone = (index: number) =>
    (heights[index - 1] ?? null) === null && (heights[index + 1] ?? null) === null
  return (
    <g class="dots">
      {heights.map((at, index) =>
        at !== null && (few || alone(index)) ? (
          <circle cx={percent(middleOf(index, heights.length))} cy={percent(at)} r="3" />
        ) : null,
      )}
    </g>
  )
}
