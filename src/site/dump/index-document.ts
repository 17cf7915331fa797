// What can be had, with checksums: the newest days in one document, every year in its own.
import { COLUMNS } from '../../analytics/dump/content.ts'
import { readDumpedDays, readDumps } from '../../analytics/dump/list.ts'
import type { Dump } from '../../analytics/dump/record.ts'
import { DEFINITION_VERSION } from '../../analytics/definition.ts'
import { isDemo } from '../../analytics/stats/accuracy.ts'
import { dayString } from '../../analytics/stats/interval.ts'
import { filePath, yearPath } from './path.ts'

/** However long the ledger is kept, the index stays as long as this. */
const NEWEST_DAYS = 400
const YEAR_DAYS_MAX = 366

/** `origin` is where it was asked for. */
export async function readIndex(db: D1Database, origin: string): Promise<object> {
  const [dumps, dumped, demo] = await Promise.all([
    readDumps(db, { from: 0, to: Number.MAX_SAFE_INTEGER }, NEWEST_DAYS),
    readDumpedDays(db),
    isDemo(db),
  ])
  const [first, last] = dumped === null ? [0, -1] : [yearOf(dumped.first), yearOf(dumped.last)]
  const years = Array.from({ length: last - first + 1 }, (_year, index) => last - index)
  return {
    ...about(demo),
    days: daysOf(dumps, origin),
    years: years.map((year) => ({ year, url: origin + yearPath(year) })),
  }
}

/** Null for a year without any. */
export async function readYear(db: D1Database, year: number, origin: string): Promise<object | null> {
  const firstDay = (of: number) => Date.UTC(of, 0, 1) / 86_400_000
  const days = { from: firstDay(year), to: firstDay(year + 1) }
  const [dumps, demo] = await Promise.all([readDumps(db, days, YEAR_DAYS_MAX), isDemo(db)])
  return dumps.length === 0 ? null : { ...about(demo), year, days: daysOf(dumps, origin) }
}

function about(demo: boolean) {
  return {
    license: 'CC0-1.0',
    license_url: 'https://creativecommons.org/publicdomain/zero/1.0/',
    definition_version: DEFINITION_VERSION,
    ...(demo ? { demo } : {}),
    columns: COLUMNS.counts,
    pairs_columns: COLUMNS.pairs,
  }
}

function daysOf(dumps: Dump[], origin: string) {
  const file = ({ day, part, row_count, bytes, sha256 }: Dump) => {
    return { url: origin + filePath(day, part), rows: row_count, bytes, sha256 }
  }
  return dumps
    .filter(({ part }) => part === 'counts')
    .map((dump) => {
      const pairs = dumps.find(({ day, part }) => day === dump.day && part === 'pairs')
      return { day: dayString(dump.day), ...file(dump), pairs: pairs === undefined ? null : file(pairs) }
    })
}

function yearOf(day: number): number {
  return Number(dayString(day).slice(0, 4))
}
