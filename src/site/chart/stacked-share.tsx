// Who has which part of the whole, over time: 100 % stacked areas.
import { PeriodAxis, ValueAxis } from './axis.tsx'
import { Bands } from './band.tsx'
import { EndLabels, spread } from './end-label.tsx'
import { Figure, type PanelProps, type Table } from './figure.tsx'
import { AreaSwatch, Legend } from './legend.tsx'
import { shareText } from './number.ts'
import { type Period, spanText } from './period.ts'
import { Hatch, Plot, Region, Stretched } from './plot.tsx'
import { type Layer, type NamedCounts, stack } from './stack.ts'

export type StackedShareProps = PanelProps & { periods: Period[]; series: NamedCounts[] }

const TICKS = [0, 0.25, 0.5, 0.75, 1].map((share) => ({ at: 1 - share, text: `${share * 100}%` }))

export function StackedShare(props: StackedShareProps) {
  const { id, periods, series } = props
  const layers = stack(periods, series)
  const names = spread(layers.flatMap(endLabel))
  return (
    <Figure {...props} table={tableOf(props)}>
      <Legend entries={layers.map((layer, index) => legendEntry(id, layer, index))} />
      <Plot id={id} finding={findingOf(periods, layers)} kind="shares" names={names.map(({ name }) => name)}>
        <Hatch id={`${id}-hatch`} kind="texture" />
        <Hatch id={`${id}-turned`} kind="texture" turned />
        <Bands periods={periods} state="missing" />
        {layers
          .map((layer, index) => ({ layer, index }))
          .toReversed()
          .map(({ layer, index }) => (
            <LayerArea id={id} layer={layer} index={index} />
          ))}
        <ValueAxis ticks={TICKS} />
        <PeriodAxis periods={periods} />
        <EndLabels labels={names} />
      </Plot>
    </Figure>
  )
}

/** Neighbours differ by more than colour: every second one is hatched, and they turn. */
function textureOf(id: string, { colour }: Layer, index: number): string | undefined {
  if (colour === 0) return undefined
  return [undefined, `url(#${id}-hatch)`, undefined, `url(#${id}-turned)`][index % 4]
}

function LayerArea({ id, layer, index }: { id: string; layer: Layer; index: number }) {
  const texture = textureOf(id, layer, index)
  return (
    <>
      <Stretched>
        <path class={`layer k${layer.colour}`} d={layer.path}>
          <title>{layer.name}</title>
        </path>
      </Stretched>
      {texture === undefined ? null : (
        <>
          <Region id={`${id}-layer${index}`} path={layer.path} />
          <g class="texture" clip-path={`url(#${id}-layer${index})`}>
            <rect width="100%" height="100%" fill={texture} />
          </g>
        </>
      )}
    </>
  )
}

function legendEntry(id: string, layer: Layer, index: number) {
  const { name, colour, shares } = layer
  const texture = textureOf(id, layer, index)
  const share = shares.at(-1) ?? null
  return {
    text: name,
    ...(share === null ? {} : { value: shareText(share) }),
    swatch: <AreaSwatch kind={`layer k${colour}`} {...(texture === undefined ? {} : { fill: texture })} />,
  }
}

function endLabel({ name, end, shares }: Layer) {
  const share = shares.at(-1) ?? null
  if (end === null || share === null || share === 0) return []
  return [{ name, at: (end.top + end.bottom) / 2, weight: share }]
}

function findingOf(periods: Period[], layers: Layer[]): string {
  const known = layers.map(({ name, shares }) => ({ name, share: shares.at(-1) ?? 0 }))
  const first = known.toSorted((a, b) => b.share - a.share)[0]
  const last = periods.at(-1)?.label ?? ''
  if (first === undefined || first.share === 0) return `Shares ${spanText(periods)}.`
  return `Shares ${spanText(periods)}. In ${last}, ${first.name} has the largest: ${shareText(first.share)}.`
}

function tableOf({ periods, series }: StackedShareProps): Table {
  return {
    columns: [
      { title: 'Period', kind: 'text' },
      ...series.map(({ name }) => ({ title: name, kind: 'count' as const })),
    ],
    rows:
      series.length === 0
        ? []
        : periods.map(({ start, state }, index) => [
            start,
            ...series.map(({ counts }) => (state === 'missing' ? null : (counts[index] ?? 0))),
          ]),
  }
}
