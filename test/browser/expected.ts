// The table that a panel must have, made of what the API answers under the panel's own link.
import { type Answer, type Value, columnOf, numberOf } from './api.ts'
import type { Cell, Panel } from './reading.ts'

/** Names as they are, counts as numbers, shares to the hundredth of a percent, null for "–". */
export type Row = Value[]

const NOTHING = '–'
const CURVE_EVERY_DAYS = 7

/** The rows of the panel's table, without what only explains: remarks, and words for codes. */
export function shownRows(panel: Panel): Row[] {
  const { columns, rows } = panel
  const coded = columns.indexOf('Value') + columns.indexOf('Code') + 1
  const ignored = ['Remark', 'What it counts', ...(coded > 0 ? [columns[0] ?? ''] : [])]
  const places = columns.flatMap((column, place) => (ignored.includes(column) ? [] : [place]))
  return rows.map((row) => places.map((place) => shown(row[place])))
}

function shown(cell: Cell | undefined): Value {
  if (cell === undefined || cell.text === NOTHING) return null
  return cell.value ?? cell.text
}

export function expectedRows({ id, columns, json }: Panel, answer: Answer): Row[] {
  const { pathname, searchParams } = new URL(json ?? '')
  if (id === 'runtimes') return runtimeRows(answer)
  if (pathname.endsWith('/funnel')) return funnelRows(answer)
  if (pathname.endsWith('/adoption')) return curveRows(answer, columns.slice(1))
  if (pathname.endsWith('/totals')) return totalRows(answer)
  // A week that begins with a day that is missing has its other six.
  const isByDay = (searchParams.get('interval') ?? 'day') === 'day'
  const missing = isByDay ? answer.coverage.missing : []
  return searchParams.has('by') ? splitRows(answer, columns.slice(1), missing) : seriesRows(answer, missing)
}

/** The API says how many there were, which is none; the table says that nobody knows. */
function seriesRows({ rows }: Answer, missing: string[]): Row[] {
  return rows.map(([step = null, count = null, ...previous]) => [
    step,
    missing.includes(String(step)) ? null : count,
    ...previous,
  ])
}

/** Values of which there are none, now or before, are not listed. */
function totalRows(answer: Answer): Row[] {
  return answer.rows
    .filter(([, count, , previous]) => count !== 0 || (previous ?? 0) !== 0)
    .map(([value, count, share, ...previous]) => [value ?? null, count ?? null, rounded(share), ...previous])
}

/** One row for each step of time, one column for each value. */
function splitRows({ rows }: Answer, values: string[], missing: string[]): Row[] {
  const counts = new Map(
    rows.map(([step, value, count]) => [`${String(step)} ${String(value)}`, count ?? null]),
  )
  const steps = [...new Set(rows.map(([step]) => String(step)))]
  return steps.map((step) => [
    step,
    ...values.map((value) => (missing.includes(step) ? null : (counts.get(`${step} ${value}`) ?? null))),
  ])
}

function curveRows(answer: Answer, minors: string[]): Row[] {
  const shares = new Map(
    answer.rows.map(([day, minor, , share]) => [`${String(day)} ${String(minor)}`, rounded(share)]),
  )
  const last = Math.max(
    ...answer.rows.filter(([, minor]) => minors.includes(String(minor))).map(([day]) => numberOf(day)),
  )
  const days = Array.from({ length: last + 1 }, (_day, at) => at).filter(
    (day) => day % CURVE_EVERY_DAYS === 0,
  )
  return days.map((day) => [String(day), ...minors.map((minor) => shares.get(`${day} ${minor}`) ?? null)])
}

/** A stage that more come out of than went in has no share: it says nothing. */
function funnelRows(answer: Answer): Row[] {
  return answer.rows.map(([stage, count, share]) => [
    STAGES[String(stage)] ?? null,
    count ?? null,
    numberOf(share ?? 0) > 1 ? null : rounded(share),
  ])
}

const STAGES: Record<string, string> = {
  check: 'Checks',
  pull: 'Pulls',
  download: 'Downloads',
  chart_check: 'Chart checks',
  chart_pull: 'Chart pulls',
}

/** A project's line of release is a number or two, and a client's version has more. */
const LINES = /^(?:(docker) (\d+)|(containerd|cri-o) (\d+\.\d+))(?:\.|$)/

function runtimeRows(answer: Answer): Row[] {
  const counts = columnOf(answer, 'count').map(numberOf)
  const lines = new Map<string, number>()
  columnOf(answer, 'client_version').forEach((value, at) => {
    const [, docker, major, other, minor] = LINES.exec(String(value)) ?? []
    const line = docker === undefined ? `${other ?? ''} ${minor ?? ''}` : `${docker} ${major ?? ''}`
    if (line !== ' ' && counts[at] !== 0) lines.set(line, (lines.get(line) ?? 0) + (counts[at] ?? 0))
  })
  const all = [...lines.values()].reduce((sum, count) => sum + count, 0)
  return [...lines]
    .toSorted(([, a], [, b]) => b - a)
    .map(([line, count]) => [line, count, rounded(count / all)])
}

function rounded(share: Value | undefined): number | null {
  return share === null || share === undefined ? null : Number(numberOf(share).toFixed(4))
}
