// How fast releases were taken up, laid over each other: all start on their own day 0.
import { LabelAxis, ValueAxis } from './axis.tsx'
import { shortened } from './end-label.tsx'
import { Figure, type PanelProps, type Table } from './figure.tsx'
import { Legend, LineSwatch } from './legend.tsx'
import { shareText } from './number.ts'
import { runsWhere } from './period.ts'
import { INNER_HEIGHT, percent, Plot, Stretched } from './plot.tsx'
import { lineThrough, scaleOf, ticksOf } from './scale.ts'

/** `shares[day]` since the release, 0 to 1; null where it is not known (yet). */
export type Curve = { name: string; shares: (number | null)[] }

/** The newest release comes first and is drawn strongest. */
export type AlignedCurvesProps = PanelProps & { unit: string; curves: Curve[] }

type Drawn = { name: string; kind: string; path: string; end: { day: number; share: number } | null }

/** Half a year of days would be most of the page: the table has one of each week. */
const TABLE_EVERY = 7
const TABLE_NOTE = 'Every seventh day; CSV and JSON have all of them.'

const TICKS = 4

/** More curves than dash patterns are told apart by their names only. */
const KINDS_MAX = 6

export function AlignedCurves(props: AlignedCurvesProps) {
  const { id, unit, curves } = props
  const days = Math.max(1, ...curves.map(({ shares }) => shares.length - 1))
  const greatest = Math.max(0.01, ...curves.flatMap(({ shares }) => shares.map((share) => share ?? 0)))
  const { ticks, heightOf } = scaleOf(greatest, TICKS)
  const drawn = curves.map((curve, index) =>
    drawCurve(curve, index, (day, share) => [day / days, heightOf(share)]),
  )
  const dayTicks = ticksOf(days, Math.min(8, days)).filter(Number.isInteger)
  return (
    <Figure {...props} table={tableOf(props)} tableNote={TABLE_NOTE}>
      <Legend entries={drawn.map(legendEntry)} />
      <Plot id={id} finding={findingOf(drawn, unit)} kind="curves" names={drawn.map(({ name }) => name)}>
        <ValueAxis ticks={ticks.map((share) => ({ at: heightOf(share), text: tickText(share) }))} />
        <Stretched>
          {drawn.toReversed().map(({ name, kind, path }) => (
            <path class={`line ${kind}`} d={path}>
              <title>{name}</title>
            </path>
          ))}
        </Stretched>
        <LabelAxis ticks={dayTicks.map((day) => ({ at: day / days, text: String(day) }))} keep="first" />
        <text class="at-middle" x="50%" y="100%" dy="38">
          {unit}
        </text>
        <CurveNames drawn={drawn} placeOf={({ day, share }) => ({ x: day / days, y: heightOf(share) })} />
      </Plot>
    </Figure>
  )
}

function drawCurve(
  { name, shares }: Curve,
  index: number,
  place: (day: number, share: number) => [number, number],
): Drawn {
  const lines = runsWhere(shares.length, (day) => shares[day] !== null).map(({ from, to }) =>
    lineThrough(shares.slice(from, to + 1).map((share, index) => place(from + index, share ?? 0))),
  )
  const day = shares.findLastIndex((share) => share !== null)
  const share = shares[day] ?? null
  const kind = `curve curve${Math.min(index, KINDS_MAX)}`
  return { name, kind, path: lines.join(''), end: share === null ? null : { day, share } }
}

type Place = (end: { day: number; share: number }) => { x: number; y: number }

/** The height of a line of text, in px. */
const LINE = 15

/** Every name at the end of its curve, the newest first; one that would lie on another is left to the legend. */
function CurveNames({ drawn, placeOf }: { drawn: Drawn[]; placeOf: Place }) {
  const kept: { name: string; x: number; y: number }[] = []
  for (const { name, end } of drawn) {
    if (end === null) continue
    const { x, y } = placeOf(end)
    const free = kept.every(
      (other) => Math.abs(other.y - y) * INNER_HEIGHT >= LINE || Math.abs(other.x - x) > 0.25,
    )
    if (free) kept.push({ name, x, y })
  }
  return (
    <g class="end-labels">
      {kept.map(({ name, x, y }) => (
        <text x={percent(x)} y={percent(y)} dx="8" dy="4">
          {shortened(name)}
        </text>
      ))}
    </g>
  )
}

function legendEntry({ name, kind, end }: Drawn) {
  return {
    text: name,
    ...(end === null ? {} : { value: shareText(end.share) }),
    swatch: <LineSwatch kind={kind} />,
  }
}

function tickText(share: number): string {
  return `${Number((share * 100).toFixed(1))}%`
}

function findingOf(drawn: Drawn[], unit: string): string {
  const ends = drawn.flatMap(({ name, end }) =>
    end === null ? [] : [`${name} is at ${shareText(end.share)} ${end.day} ${unit}`],
  )
  return ends.length === 0 ? 'No release has been taken up yet.' : `${ends.join('; ')}.`
}

function tableOf({ unit, curves }: AlignedCurvesProps): Table {
  const days = Math.max(0, ...curves.map(({ shares }) => shares.length))
  return {
    columns: [
      { title: unit, kind: 'text' },
      ...curves.map(({ name }) => ({ title: name, kind: 'share' as const })),
    ],
    rows: Array.from({ length: Math.ceil(days / TABLE_EVERY) }, (_, week) => week * TABLE_EVERY).map(
      (day) => [String(day), ...curves.map(({ shares }) => shares[day] ?? null)],
    ),
  }
}
