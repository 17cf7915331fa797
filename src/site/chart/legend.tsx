// What the colours, dashes and hatches of a chart mean, in words.
import type { Child } from 'hono/jsx'

export type LegendEntry = { text: string; value?: string; swatch: Child }

export function Legend({ entries }: { entries: LegendEntry[] }) {
  return (
    <ul class="legend">
      {entries.map(({ text, value, swatch }) => (
        <li>
          <svg class="swatch" width="20" height="12" aria-hidden="true">
            {swatch}
          </svg>
          <span class="legend-text" title={text}>
            {text}
          </span>
          {value === undefined ? null : <span class="legend-value">{value}</span>}
        </li>
      ))}
    </ul>
  )
}

export function LineSwatch({ kind }: { kind: string }) {
  return <line class={`line ${kind}`} x2="20" y1="6" y2="6" />
}

export function AreaSwatch({ kind, fill }: { kind: string; fill?: string }) {
  return (
    <>
      <rect class={kind} width="20" height="12" />
      {fill === undefined ? null : <rect width="20" height="12" fill={fill} />}
    </>
  )
}
