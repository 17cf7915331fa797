// Names beside the right end of what they name, none over another.
import { INNER_HEIGHT, percent } from './plot.tsx'

/** `at` is the height that the name belongs to; the heaviest names stay when there is no room for all. */
export type EndLabel = { name: string; at: number; weight: number }

/** The height of a line of text, in px, and how much of a name fits beside the plot. */
const LINE = 15
const START = 9
const END = 7

export function EndLabels({ labels }: { labels: EndLabel[] }) {
  return (
    <g class="end-labels">
      {labels.map(({ name, at }) => (
        <text x="100%" y={percent(at)} dx="8" dy="4">
          {shortened(name)}
        </text>
      ))}
    </g>
  )
}

/** Long names of versions often begin alike: what differs is at their end. */
export function shortened(name: string): string {
  return name.length <= START + END + 1 ? name : `${name.slice(0, START)}…${name.slice(-END)}`
}

/** Keeps the heaviest that have room at their own height. */
export function spread(labels: EndLabel[]): EndLabel[] {
  const kept: EndLabel[] = []
  for (const label of labels.toSorted((a, b) => b.weight - a.weight)) {
    const free = kept.every(({ at }) => Math.abs(at - label.at) * INNER_HEIGHT >= LINE)
    if (free) kept.push(label)
  }
  return kept
}
