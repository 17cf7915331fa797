// The legend of a time series: only what is in the picture.
import { AreaSwatch, Legend, LineSwatch } from './legend.tsx'
import type { Period } from './period.ts'

type LegendProps = { id: string; periods: Period[]; compared: boolean }

export function TimeSeriesLegend({ id, periods, compared }: LegendProps) {
  const has = (wanted: Period['state']) => periods.some(({ state }) => state === wanted)
  const comparison = [
    { text: 'this period', swatch: <LineSwatch kind="line-main" /> },
    { text: 'the period before', swatch: <LineSwatch kind="line-before" /> },
  ]
  const provisional = {
    text: 'provisional',
    swatch: <AreaSwatch kind="area" fill={`url(#${id}-hatch)`} />,
  }
  const missing = { text: 'no data', swatch: <AreaSwatch kind="band-missing" /> }
  const entries = [
    ...(compared ? comparison : []),
    ...(has('provisional') ? [provisional] : []),
    ...(has('missing') ? [missing] : []),
  ]
  return entries.length === 0 ? null : <Legend entries={entries} />
}
