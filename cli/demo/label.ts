// The demo's labels, numbered as they are met: the database that they go into has no others.
import { type CellColumn, OTHER_LABEL, UNKNOWN_LABEL } from '../../src/analytics/dimension.ts'

export type LabelRow = [id: number, dimension: CellColumn, value: string]

export type Labels = { of: (column: CellColumn, value: string) => number; rows: LabelRow[] }

export function createLabels(): Labels {
  const known: Partial<Record<CellColumn, Map<string, number>>> = {}
  const rows: LabelRow[] = []
  return {
    rows,
    of: (column, value) => {
      if (value === '') return UNKNOWN_LABEL
      const ofColumn = (known[column] ??= new Map())
      const before = ofColumn.get(value)
      if (before !== undefined) return before
      const id = OTHER_LABEL + 1 + rows.length
      ofColumn.set(value, id)
      rows.push([id, column, value])
      return id
    },
  }
}
