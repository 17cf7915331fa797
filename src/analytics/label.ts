// Strings that are counted by, as the integers that the ledger keeps instead.
import {
  CELL_COLUMNS,
  CLIENT_NAMED_METRICS,
  CLIENT_NAMED_SHARE,
  type CellColumn,
  NEW_LABELS_PER_DAY_MAX,
  OTHER_LABEL,
  UNKNOWN_LABEL,
} from './dimension.ts'

export type Values = Record<CellColumn, string>

export type Labels = {
  /** The label, "(other)" for a value beyond the bound, "not known" for ''. */
  of: (column: CellColumn, value: string) => number
  /** The label only if there is one. */
  exact: (column: CellColumn, value: string) => number | null
}

/** Makes labels for values that have none, as many of each column as may be new on `day`. Safe to repeat. */
export async function keepLabels(db: D1Database, values: Values[], day: number): Promise<void> {
  const isClientNamed = ({ metric }: Values) => CLIENT_NAMED_METRICS.some((one) => one === metric)
  const most = NEW_LABELS_PER_DAY_MAX
  const wanted = [
    ...pairsOf(values.filter((one) => !isClientNamed(one))).map(([column, value]) => [
      column,
      value,
      most[column],
    ]),
    ...pairsOf(values.filter(isClientNamed)).map(([column, value]) => [
      column,
      value,
      ['artifact', 'version'].includes(column) ? most[column] * CLIENT_NAMED_SHARE : most[column],
    ]),
  ]
  if (wanted.length > 0) await db.prepare(KEEP_LABELS).bind(JSON.stringify(wanted), day).run()
}

export async function findLabels(db: D1Database, values: Values[]): Promise<Labels> {
  const { results } = await db
    .prepare(FIND_LABELS)
    .bind(JSON.stringify(pairsOf(values)))
    .all<{ id: number; dimension: string; value: string }>()
  const ids = new Map(results.map(({ id, dimension, value }) => [`${dimension} ${value}`, id]))
  const exact = (column: CellColumn, value: string) =>
    value === '' ? UNKNOWN_LABEL : (ids.get(`${column} ${value}`) ?? null)
  return { exact, of: (column, value) => exact(column, value) ?? OTHER_LABEL }
}

function pairsOf(values: Values[]): [CellColumn, string][] {
  return CELL_COLUMNS.flatMap((column) =>
    [...new Set(values.map((one) => one[column]))]
      .filter((value) => value !== '')
      .map((value): [CellColumn, string] => [column, value]),
  )
}

const KEEP_LABELS = `WITH wanted (dimension, value, most) AS (
    SELECT value->>0, value->>1, value->>2 FROM json_each(?1)
  ), missing AS (
    SELECT *, ROW_NUMBER() OVER (PARTITION BY dimension) AS place FROM wanted
    WHERE NOT EXISTS (
      SELECT 1 FROM label WHERE label.dimension = wanted.dimension AND label.value = wanted.value
    )
  )
  INSERT OR IGNORE INTO label (dimension, value, first_day)
  SELECT missing.dimension, value, ?2 FROM missing JOIN (
    SELECT dimension, (SELECT COUNT(*) FROM label WHERE label.dimension = one.dimension AND first_day = ?2) AS taken
    FROM (SELECT DISTINCT dimension FROM missing) AS one
  ) AS counted ON counted.dimension = missing.dimension
  WHERE place + taken <= most`

const FIND_LABELS = `SELECT label.id, dimension, label.value
  FROM json_each(?1) AS wanted
  JOIN label ON label.dimension = wanted.value->>0 AND label.value = wanted.value->>1`
