// The drawing board: text keeps its size at any width, since only the data inside is stretched.
import type { Child } from 'hono/jsx'

/** The height of a plot with its margins, and the margins, in px. The style sheet makes the same margins as padding. */
export const HEIGHT = 264
export const MARGIN = { top: 36, bottom: 28, left: 44, right: 14, labels: 132 }
/** What is left for the data. */
export const INNER_HEIGHT = HEIGHT - MARGIN.top - MARGIN.bottom
/** The data's own coordinates run from 0 to this in both directions, as whole numbers. */
export const UNITS = 1000

/** 0 to 1 as SVG understands it; three digits are a hundredth of a pixel. */
export function percent(part: number): string {
  return `${Number((part * 100).toFixed(2))}%`
}

type PlotProps = {
  id: string
  /** What the chart shows, in a sentence. */
  finding: string
  /** "labelled" keeps room for names right of the data on wide screens. */
  kind: 'plain' | 'labelled'
  children: Child
}

/** It is named by the heading of its figure and by its finding. A `<title>` would follow the pointer all over it. */
export function Plot({ id, finding, kind, children }: PlotProps) {
  return (
    <svg
      class={`plot plot-${kind}`}
      width="100%"
      height={HEIGHT}
      role="img"
      aria-labelledby={`${id}-title ${id}-finding`}
    >
      <desc id={`${id}-finding`}>{finding}</desc>
      {children}
    </svg>
  )
}

/** Holds paths in units of 0 to 1000 and stretches them over the plot; strokes keep their width. */
export function Stretched({ children }: { children: Child }) {
  return (
    <svg
      class="stretched"
      width="100%"
      height="100%"
      viewBox={`0 0 ${UNITS} ${UNITS}`}
      preserveAspectRatio="none"
      overflow="visible"
    >
      {children}
    </svg>
  )
}

/** A region of the plot that can be filled with a pattern without stretching it: a path of 0 to 1000 as a clip. */
export function Region({ id, path }: { id: string; path: string }) {
  return (
    <clipPath id={id} clipPathUnits="objectBoundingBox">
      <path d={path} transform={`scale(${1 / UNITS})`} />
    </clipPath>
  )
}

export function Hatch({ id, turned = false }: { id: string; turned?: boolean }) {
  const angle = turned ? -45 : 45
  return (
    <pattern id={id} width="6" height="6" patternUnits="userSpaceOnUse" patternTransform={`rotate(${angle})`}>
      <path class="hatch-line" d="M0 0V6" />
    </pattern>
  )
}
