// Every chart with every kind of data it may be given.
import { AlignedCurves } from '../../../src/site/chart/aligned-curves.tsx'
import { BarList, type BarRow } from '../../../src/site/chart/bar-list.tsx'
import { Funnel } from '../../../src/site/chart/funnel.tsx'
import type { Period } from '../../../src/site/chart/period.ts'
import { Sparkline } from '../../../src/site/chart/sparkline.tsx'
import { StackedShare } from '../../../src/site/chart/stacked-share.tsx'
import { Tile } from '../../../src/site/chart/tile.tsx'
import { TimeSeries } from '../../../src/site/chart/time-series.tsx'
import { type CountryCount, WorldMap } from '../../../src/site/chart/world-map.tsx'
import { parseWorld } from '../../../src/site/map/world.ts'
import world from '../../../assets/world.json?raw'
import { render } from './page.ts'

export const WORLD = parseWorld(world)

export const HOSTILE = `"><script>alert(1)</script><img src=x onerror=alert(1)>&'{}\u202e`

export function periodsOf(count: number, state: Period['state'] = 'final'): Period[] {
  return Array.from({ length: count }, (_, index) => {
    const start = new Date(Date.UTC(2026, 0, 1 + index)).toISOString().slice(0, 10)
    return { start, label: start.slice(5), state }
  })
}

export function rowOf(label: string, count: number, more: Partial<BarRow> = {}): BarRow {
  return { label, value: label, count, share: count / 100, change: null, href: null, active: false, ...more }
}

export function countryOf(code: string, count: number, more: Partial<CountryCount> = {}): CountryCount {
  return { code, label: code, count, share: count / 100, href: null, ...more }
}

/** Every chart with figure, drawn from one row of numbers and one name. */
function charts(counts: number[], name: string): Record<string, string> {
  const panel = { id: 'chart', title: name, note: name, links: [{ href: '?format=csv', text: name }] }
  const periods = periodsOf(counts.length)
  const greatest = Math.max(1, ...counts)
  const shares = counts.map((count) => count / greatest)
  const marks = counts.map((_, index) => ({ index, label: name }))
  const rows = counts.map((count) =>
    rowOf(name, count, { href: `?version=${name}`, change: 1, active: true }),
  )
  const countries = ['DE', 'SG', name]
    .slice(0, counts.length)
    .map((code) => countryOf(code, counts[0] ?? 0, { label: name }))
  const series = [
    { name, counts },
    { name: '(other)', counts },
  ]
  return {
    'time series': render(TimeSeries({ ...panel, unit: name, periods, counts, previous: counts, marks })),
    'stacked share': render(StackedShare({ ...panel, periods, series: counts.length === 0 ? [] : series })),
    'aligned curves': render(
      AlignedCurves({ ...panel, unit: name, curves: counts.length === 0 ? [] : [{ name, shares }] }),
    ),
    'bar list': render(BarList({ ...panel, unit: name, rows })),
    'world map': render(WorldMap({ ...panel, counts: countries, world: WORLD })),
    funnel: render(
      Funnel({ ...panel, stages: counts.map((count) => ({ name, note: name, count, share: 0.5 })) }),
    ),
  }
}

const FORTY = 'a-name-of-exactly-forty-characters-okay-'

/** By what it is and what it was given. */
export const FIGURES = Object.entries({
  nothing: charts([], 'Pulls'),
  'one value': charts([7], 'Pulls'),
  'zeros only': charts([0, 0, 0], 'Pulls'),
  'a thousand million': charts([1e9, 2e9, 1], FORTY),
  '400 points': charts(
    Array.from({ length: 400 }, (_, index) => index),
    'Pulls',
  ),
  'hostile names': charts([1, 2, 3], HOSTILE),
}).flatMap(([given, drawn]) => Object.entries(drawn).map(([chart, html]) => ({ chart, given, html })))

export const SMALL = [HOSTILE, 'Pulls'].flatMap((title) =>
  [[], [0], [1, 2, 3]].flatMap((counts) => [
    render(Sparkline({ counts, label: title })),
    render(
      Tile({
        title,
        count: '1',
        exact: title,
        change: { text: title, direction: 'up' },
        note: title,
        spark: counts,
        href: `/${title}`,
      }),
    ),
  ]),
)
