// One number that matters, with its change and the way it went.
import { Sparkline } from './sparkline.tsx'

export type TileProps = {
  title: string
  /** "1.2M" */
  count: string
  /** "1,234,567" */
  exact: string
  change: { text: string; direction: 'up' | 'down' | 'flat' } | null
  note?: string
  spark: number[] | null
  href?: string
  /** The one that the rest of the page is about. */
  isChosen?: boolean
}

const ARROWS = { up: '↑', down: '↓', flat: '→' }

export function Tile({ title, count, exact, change, note, spark, href, isChosen = false }: TileProps) {
  return (
    <div class={`tile${isChosen ? ' chosen' : ''}`}>
      <p class="tile-title">
        {href === undefined ? (
          title
        ) : (
          <a href={href} aria-current={isChosen ? 'true' : undefined}>
            {title}
          </a>
        )}
      </p>
      <p class="tile-count">
        <data value={exact.replaceAll(',', '')} title={exact}>
          {count}
        </data>
      </p>
      {change === null ? null : (
        <p class={`tile-change ${change.direction}`}>
          <span aria-hidden="true">{ARROWS[change.direction]}</span> {change.text}
        </p>
      )}
      {note === undefined ? null : <p class="tile-note">{note}</p>}
      {spark === null || spark.length === 0 ? null : (
        <Sparkline counts={spark} label={`${title} over time`} />
      )}
    </div>
  )
}
