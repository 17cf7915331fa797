// The drawing board: text keeps its size at any width, since only the data inside is stretched.
import type { Child } from 'hono/jsx'

/** The height of the data, in px. */
export const INNER_HEIGHT = 200
/** Room around the data, in px; the style sheet makes it as padding. Releases are named above a series, days below. */
export const MARGINS = {
  series: { top: 36, bottom: 28 },
  shares: { top: 14, bottom: 28 },
  curves: { top: 14, bottom: 46 },
}

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
  kind: keyof typeof MARGINS
  /** Those right of the data, where the panel is wide. */
  names?: string[]
  children: Child
}

/** It is named by the heading of its figure and by its finding. A `<title>` would follow the pointer all over it. */
/** As many characters have room in the narrower margin. */
const SHORT_NAME = 7

export function Plot({ id, finding, kind, names = [], children }: PlotProps) {
  const { top, bottom } = MARGINS[kind]
  const long = names.some(({ length }) => length > SHORT_NAME)
  return (
    <svg
      class={`plot plot-${kind}${long ? ' names-long' : ''}`}
      width="100%"
      height={top + INNER_HEIGHT + bottom}
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

/** "hatch" says that numbers may change; "texture" only tells neighbours apart. */
export function Hatch({
  id,
  kind,
  turned = false,
}: {
  id: string
  kind: 'hatch' | 'texture'
  turned?: boolean
}) {
  const angle = turned ? -45 : 45
  return (
    <pattern id={id} width="6" height="6" patternUnits="userSpaceOnUse" patternTransform={`rotate(${angle})`}>
      <path class={`${kind}-line`} d="M0 0V6" />
    </pattern>
  )
}
