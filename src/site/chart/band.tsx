// Stretches of a time axis that need a word of caution: no data, or not final yet.
import { type Period, runsWhere } from './period.ts'
import { percent } from './plot.tsx'

type BandsProps = { periods: Period[]; state: Period['state']; fill?: string }

/** Full height, from the first to the last period of every run that is in the state. */
export function Bands({ periods, state, fill }: BandsProps) {
  return (
    <g class={`band-${state}`}>
      {runsWhere(periods.length, (index) => periods[index]?.state === state).map(({ from, to }) => (
        <rect
          x={percent(from / periods.length)}
          width={percent((to + 1 - from) / periods.length)}
          height="100%"
          fill={fill}
        />
      ))}
    </g>
  )
}
