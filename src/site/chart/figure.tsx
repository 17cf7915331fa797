// One panel of a page: heading, chart, and the table that says the same in numbers.
import type { Child } from 'hono/jsx'
import { DataTable, type Table } from './table.tsx'

export type { Cell, Column, Table } from './table.tsx'

export type Link = { href: string; text: string }

/** What every chart is given. `id` is unique in its page: letters, digits and hyphens. */
export type PanelProps = {
  id: string
  title: string
  /** Of the heading; 2 where it is left out. */
  level?: 2 | 3
  /** One muted sentence below the heading. */
  note?: string
  /** Said instead of the chart where there is nothing to draw. */
  empty?: string
  /** "CSV", "JSON": beside the table. */
  links?: Link[]
}

/** `tableNote` says what the table leaves out. */
export type FigureProps = PanelProps & { table: Table; tableNote?: string; children: Child }

const EMPTY = 'Nothing has been counted here yet.'

/** Without rows there is nothing to draw either: a sentence stands in for the chart. */
export function Figure({
  id,
  title,
  level,
  note,
  empty,
  table,
  tableNote,
  links = [],
  children,
}: FigureProps) {
  const nothing = table.rows.length === 0
  return (
    <figure class="panel" id={id} aria-labelledby={`${id}-title`}>
      <figcaption>
        <Heading id={`${id}-title`} level={level ?? 2} text={title} />
        {note === undefined ? null : <p class="note">{note}</p>}
      </figcaption>
      {nothing ? <p class="nothing">{empty ?? EMPTY}</p> : children}
      <div class="figure-foot">
        {links.length === 0 ? null : <Links of={title} links={links} />}
        {nothing ? null : (
          <details>
            <summary>Table</summary>
            {tableNote === undefined ? null : <p class="note">{tableNote}</p>}
            <DataTable caption={title} table={table} />
          </details>
        )}
      </div>
    </figure>
  )
}

function Heading({ id, level, text }: { id: string; level: 2 | 3; text: string }) {
  return level === 2 ? (
    <h2 class="panel-title" id={id}>
      {text}
    </h2>
  ) : (
    <h3 class="panel-title" id={id}>
      {text}
    </h3>
  )
}

function Links({ of, links }: { of: string; links: Link[] }) {
  return (
    <p class="figure-links">
      {links.map(({ href, text }) => (
        <a href={href}>
          {text}
          <span class="visually-hidden"> of {of}</span>
        </a>
      ))}
    </p>
  )
}
