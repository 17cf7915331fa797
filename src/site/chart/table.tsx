// The table behind every chart: what the chart draws, to the digit.
import { exactCount, NO_VALUE, shareText } from './number.ts'

export type Column = { title: string; kind: 'text' | 'count' | 'share' }
export type Cell = string | number | null | { text: string; href: string }
/** A share is 0 to 1; null is shown as "–". The first column names the row. */
export type Table = { columns: Column[]; rows: Cell[][] }

/** A hundredth of a percent. */
const SHARE_DIGITS = 4

export function DataTable({ caption, table }: { caption: string; table: Table }) {
  const { columns, rows } = table
  return (
    <div class="table-scroll" role="region" aria-label={`Table: ${caption}`} tabindex={0}>
      <table class="data">
        <caption class="visually-hidden">{caption}</caption>
        <thead>
          <tr>
            {columns.map(({ title, kind }) => (
              <th scope="col" class={alignment(kind)}>
                {title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr>{columns.map((column, index) => cellOf(column, row[index] ?? null, index === 0))}</tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

function cellOf({ kind }: Column, cell: Cell, namesRow: boolean) {
  if (namesRow) return <th scope="row">{contentOf(kind, cell)}</th>
  return <td class={alignment(kind)}>{contentOf(kind, cell)}</td>
}

function contentOf(kind: Column['kind'], cell: Cell) {
  if (cell === null) return NO_VALUE
  if (typeof cell === 'object') return <a href={cell.href}>{cell.text}</a>
  if (typeof cell === 'string') return cell
  if (kind === 'count') return <data value={String(cell)}>{exactCount(cell)}</data>
  return <data value={String(Number(cell.toFixed(SHARE_DIGITS)))}>{shareText(cell)}</data>
}

function alignment(kind: Column['kind']) {
  return kind === 'text' ? undefined : 'number'
}
