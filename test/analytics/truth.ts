// What the rollups must say, worked out from the events by other means than the rollups are.
import { env } from 'cloudflare:workers'
import { dayOf, hourOf, monthOfDay } from '../../src/analytics/calendar.ts'
import { DIMENSIONS, PAIRS, PAIR_METRICS } from '../../src/analytics/dimension.ts'
import type { Event } from '../../src/analytics/event.ts'

export type Counts = Record<string, number>

const valuesOf = (one: Event): Record<string, string> => ({
  total: '',
  version: one.tag ?? '',
  platform: one.clientPlatform,
  country: one.country,
  continent: one.continent,
  client: one.client,
  client_version: one.clientVersion === '' ? '' : `${one.client} ${one.clientVersion}`,
  provider: one.provider,
  upstream: one.upstream,
  reason: one.reason ?? '',
})

/** Every row of `<scale>_count` and `<scale>_pair` as `bucket artifact metric class dimension=value`, by different ids. */
export function truthOf(events: Event[], scale: 'day' | 'month'): Counts {
  const unique = new Map(events.map((one) => [one.id, one])).values()
  const counts: Counts = {}
  const add = (key: string) => {
    counts[key] = (counts[key] ?? 0) + 1
  }
  for (const one of unique) {
    const bucket = scale === 'day' ? dayOf(one.at) : monthOfDay(dayOf(one.at))
    const values = valuesOf(one)
    for (const dimension of Object.keys(DIMENSIONS)) {
      add(`${bucket} ${one.artifact} ${one.metric} ${one.class} ${dimension}=${values[dimension] ?? ''}`)
    }
    if (!PAIR_METRICS.some((metric) => metric === one.metric)) continue
    for (const { a, b } of PAIRS) {
      add(`${bucket} ${one.artifact} ${one.metric} ${a}=${values[a] ?? ''} ${b}=${values[b] ?? ''}`)
    }
  }
  return counts
}

export async function rollupsOf(scale: 'day' | 'month'): Promise<Counts> {
  const label = (column: string) => `(SELECT value FROM label WHERE id = ${column})`
  const name = (numbers: [number, string][], column: string) =>
    `CASE ${column} ${numbers.map(([number, text]) => `WHEN ${number} THEN '${text}'`).join(' ')} END`
  const dimensions = Object.entries(DIMENSIONS).map(([text, number]): [number, string] => [number, text])
  const side = (which: 'a' | 'b') => PAIRS.map((one): [number, string] => [one.pair, one[which]])
  const { results } = await env.DB.prepare(
    `SELECT bucket || ' ' || ${label('artifact')} || ' ' || ${label('metric')} || ' ' || ${label('class')} || ' '
       || ${name(dimensions, 'dimension')} || '=' || ${label('t.value')} AS key, count FROM ${scale}_count AS t
     UNION ALL
     SELECT bucket || ' ' || ${label('artifact')} || ' ' || ${label('metric')} || ' '
       || ${name(side('a'), 'pair')} || '=' || ${label('a')} || ' ' || ${name(side('b'), 'pair')} || '=' || ${label('b')},
       count FROM ${scale}_pair`,
  ).all<{ key: string; count: number }>()
  return Object.fromEntries(results.map(({ key, count }) => [key, count]))
}

/** Every row of `hour_total`, `total_count` and `version_first` as text. */
export async function totalsOf(): Promise<string[]> {
  const label = (column: string) => `(SELECT value FROM label WHERE id = ${column})`
  const key = `${label('artifact')} || ' ' || ${label('metric')} || ' ' || ${label('class')}`
  const { results } = await env.DB.prepare(
    `SELECT 'hour ' || hour || ' ' || ${key} || ' ' || count AS line FROM hour_total
     UNION ALL SELECT 'ever ' || ${key} || ' ' || count || ' ' || first_day || '-' || last_day FROM total_count
     UNION ALL SELECT 'first ' || ${label('artifact')} || ' ' || ${label('version')} || ' ' || first_day FROM version_first`,
  ).all<{ line: string }>()
  return results.map(({ line }) => line).toSorted()
}

/** The same, worked out from the events. */
export function totalsTruthOf(events: Event[]): string[] {
  const unique = [...new Map(events.map((one) => [one.id, one])).values()]
  const groups = (key: (one: Event) => string) => Object.entries(Object.groupBy(unique, key))
  const lines = [
    ...groups((one) => `hour ${hourOf(one.at)} ${one.artifact} ${one.metric} ${one.class}`).map(
      ([key, all = []]) => `${key} ${all.length}`,
    ),
    ...groups((one) => `ever ${one.artifact} ${one.metric} ${one.class}`).map(([key, all = []]) => {
      const days = all.map(({ at }) => dayOf(at))
      return `${key} ${all.length} ${Math.min(...days)}-${Math.max(...days)}`
    }),
    ...groups((one) => `first ${one.artifact} ${one.tag ?? ''}`).flatMap(([key, all = []]) => {
      const fetched = all.filter(
        ({ metric, tag }) => tag !== null && PAIR_METRICS.some((one) => one === metric),
      )
      return fetched.length === 0 ? [] : [`${key} ${Math.min(...fetched.map(({ at }) => dayOf(at)))}`]
    }),
  ]
  return lines.toSorted()
}

const TWINS = {
  day_count: 'dimension, metric, class, bucket, value',
  day_pair: 'pair, metric, bucket, a, b',
  month_count: 'dimension, metric, class, bucket, value',
  month_pair: 'pair, metric, bucket, a, b',
  ever_count: 'dimension, metric, class, value',
  ever_pair: 'pair, metric, a, b',
}

/** Rows of all artifacts together that are not the sums of those of each, or that lack, by table; and how many there are. */
export async function wrongSumsOf(): Promise<{ wrong: unknown[]; all: number }> {
  const wrong: unknown[] = []
  let all = 0
  for (const [table, key] of Object.entries(TWINS)) {
    const sums = `SELECT ${key}, SUM(count) FROM ${table} GROUP BY ${key}`
    const kept = `SELECT ${key}, count FROM all_${table}`
    const { results } = await env.DB.prepare(
      `SELECT '${table}' AS of_table, * FROM (${sums} EXCEPT ${kept}) UNION ALL SELECT 'all_${table}', * FROM (${kept} EXCEPT ${sums})`,
    ).all()
    wrong.push(...results)
    all += (await env.DB.prepare(`SELECT COUNT(*) AS n FROM all_${table}`).first<number>('n')) ?? 0
  }
  return { wrong, all }
}
