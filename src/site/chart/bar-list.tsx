// A ranking: bars behind their labels, each a link that filters the page where it has one.
import { Bar } from './bar.tsx'
import { Figure, type Link, type PanelProps, type Table } from './figure.tsx'
import { changeText, exactCount, shareText, shortCount } from './number.ts'

export type BarRow = {
  label: string
  /** Said below the label; the table has it too. */
  remark?: { text: string; isWarning: boolean }
  /** As the API says it. */
  value: string
  count: number
  /** Of everything, 0 to 1. */
  share: number
  /** The count of the period before. */
  change: number | null
  /** Sets the filter, or removes it where the row is active. */
  href: string | null
  active: boolean
}

export type BarListProps = PanelProps & { rows: BarRow[]; unit: string; more?: Link }

export function BarList(props: BarListProps) {
  const { rows, unit, more } = props
  const greatest = Math.max(1, ...rows.map(({ count }) => count))
  return (
    <Figure {...props} table={tableOf(props)}>
      <ol class="bars">
        {rows.map((row) => (
          <li class={row.active ? 'active' : undefined}>
            <Bar part={row.count / greatest} />
            <RowLabel row={row} />
            <data class="bar-count" value={String(row.count)} title={`${exactCount(row.count)} ${unit}`}>
              {shortCount(row.count)}
            </data>
            <span class="bar-share">{shareText(row.share)}</span>
            {row.change === null ? null : <span class="bar-change">{changeText(row.count, row.change)}</span>}
          </li>
        ))}
      </ol>
      {more === undefined ? null : (
        <p class="bars-more">
          <a href={more.href}>{more.text}</a>
        </p>
      )}
    </Figure>
  )
}

function RowLabel({ row: { label, remark, href, active } }: { row: BarRow }) {
  if (href === null) {
    return (
      <span class="bar-label" title={label} aria-current={active ? 'true' : undefined}>
        {label}
        {remark === undefined ? null : (
          <span class={`bar-remark${remark.isWarning ? ' warning' : ''}`}>{remark.text}</span>
        )}
      </span>
    )
  }
  return (
    <a class="bar-label" href={href} title={label} aria-current={active ? 'true' : undefined}>
      {active ? <span class="visually-hidden">Remove the filter </span> : null}
      {label}
    </a>
  )
}

function tableOf({ rows, unit }: BarListProps): Table {
  const renamed = rows.some(({ label, value }) => label !== value)
  const remarked = rows.some(({ remark }) => remark !== undefined)
  const compared = rows.some(({ change }) => change !== null)
  return {
    columns: [
      { title: 'Name', kind: 'text' },
      ...(renamed ? [{ title: 'Value', kind: 'text' as const }] : []),
      { title: unit, kind: 'count' },
      { title: 'Share', kind: 'share' },
      ...(compared ? [{ title: 'the period before', kind: 'count' as const }] : []),
      ...(remarked ? [{ title: 'Remark', kind: 'text' as const }] : []),
    ],
    rows: rows.map(({ label, value, count, share, change, remark }) => [
      label,
      ...(renamed ? [value] : []),
      count,
      share,
      ...(compared ? [change] : []),
      ...(remarked ? [remark?.text ?? ''] : []),
    ]),
  }
}
