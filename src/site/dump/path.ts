// /data/index.json, /data/2026/index.json, /data/2026/11/18.csv and /data/2026/11/18.pairs.csv.
import type { Part } from '../../analytics/dump/content.ts'
import { dayString, parseDay } from '../../analytics/stats/interval.ts'

export type DumpPath =
  { kind: 'index' } | { kind: 'year'; year: number } | { kind: 'file'; day: number; part: Part }

export const INDEX = '/data/index.json'

/** Null for what is no dump. */
export function parseDumpPath(pathname: string): DumpPath | null {
  if (pathname === INDEX) return { kind: 'index' }
  const [, onlyYear] = /^\/data\/(\d{4})\/index\.json$/.exec(pathname) ?? []
  if (onlyYear !== undefined) return { kind: 'year', year: Number(onlyYear) }
  const [, year, month, date, pairs] = /^\/data\/(\d{4})\/(\d\d)\/(\d\d)(\.pairs)?\.csv$/.exec(pathname) ?? []
  const day = parseDay(`${year ?? ''}-${month ?? ''}-${date ?? ''}`)
  return day === null ? null : { kind: 'file', day, part: pairs === undefined ? 'counts' : 'pairs' }
}

export function filePath(day: number, part: Part): string {
  return `/data/${dayString(day).replaceAll('-', '/')}${part === 'pairs' ? '.pairs' : ''}.csv`
}

export function yearPath(year: number): string {
  return `/data/${year}/index.json`
}
