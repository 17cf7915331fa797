// What the answers must be, counted from the events one by one, by other means than the tables and the calendar.
import type { Event } from '../../../src/analytics/event.ts'
import { NOW } from './history.ts'

export type Asked = {
  artifact?: string
  metric?: string
  class?: string[]
  by?: string
  where?: Record<string, string[]>
  limit?: number
}
export type Step = 'hour' | 'day' | 'week' | 'month'
export type Row = (string | number | null)[]

const DAY_MS = 86_400_000
const known = (value: string) => (value === '' ? '(unknown)' : value)
const dayAt = (at: number) => new Date(at).toISOString().slice(0, 10)

/** The name of the step that a moment is in. */
export function stepOf(step: Step, at: number): string {
  if (step === 'hour') return `${new Date(at).toISOString().slice(0, 13)}:00Z`
  if (step === 'day') return dayAt(at)
  if (step === 'month') return dayAt(at).slice(0, 7)
  // Back to Monday.
  return dayAt(at - ((new Date(at).getUTCDay() + 6) % 7) * DAY_MS)
}

/** The steps that the days from `from` to `to` are in, none of the future. */
export function stepsOf(step: Step, from: string, to: string): string[] {
  const [first, end] = [Date.parse(from), Math.min(Date.parse(to) + DAY_MS, NOW)]
  const names: string[] = []
  for (let at = first; at < end; at += DAY_MS / 24) names.push(stepOf(step, at))
  return [...new Set(names)]
}

/** As many steps right before the first, or a year before each. */
export function stepsBefore(step: Step, steps: string[], compare: 'previous' | 'year'): string[] {
  const shift = (name: string, by: number) => {
    if (step !== 'month') {
      const length = { hour: DAY_MS / 24, day: DAY_MS, week: 7 * DAY_MS }[step]
      return stepOf(step, Date.parse(name.replace(':00Z', ':00:00Z')) - by * length)
    }
    const date = new Date(`${name}-01`)
    date.setUTCMonth(date.getUTCMonth() - by)
    return date.toISOString().slice(0, 7)
  }
  const year = { hour: 24 * 364, day: 364, week: 52, month: 12 }[step]
  return steps.map((name) => shift(name, compare === 'year' ? year : steps.length))
}

export function valueOf(by: string, one: Event): string {
  const clientVersion = one.clientVersion === '' ? '' : `${one.client} ${one.clientVersion}`
  const tag = one.tag ?? ''
  const values: Record<string, string> = {
    artifact: one.artifact,
    class: one.class,
    version: tag,
    platform: one.clientPlatform,
    country: one.country,
    continent: one.continent,
    client: one.client,
    client_version: clientVersion,
    provider: one.provider,
    upstream: one.upstream,
    reason: one.reason ?? '',
    minor: tag.includes('.') ? tag.replace('v', '').split('.').slice(0, 2).join('.') : tag,
    os: one.clientPlatform.split('/')[0] ?? '',
  }
  return known(values[by] ?? '')
}

export function matching(
  events: Event[],
  { artifact, metric = 'pull', class: classes = [], where = {} }: Asked,
) {
  return events.filter(
    (one) =>
      one.metric === metric &&
      (artifact === undefined || one.artifact === artifact) &&
      (classes.length === 0 || classes.includes(one.class)) &&
      Object.entries(where).every(([dimension, wanted]) => wanted.includes(valueOf(dimension, one))),
  )
}

/** Values as they are to stand in an answer, with what each event counts under. */
export function namesOf(now: Event[], before: Event[], { by, limit = 20 }: Asked) {
  if (by === undefined) return { names: [''], nameOf: () => '' }
  const count = (of: Event[], name: string) => of.filter((one) => valueOf(by, one) === name).length
  const ranked = [...new Set([...now, ...before].map((one) => valueOf(by, one)))].toSorted(
    (a, b) => count(now, b) - count(now, a) || count(before, b) - count(before, a) || (a < b ? -1 : 1),
  )
  const named = ranked.slice(0, limit)
  return {
    names: ranked.length > limit ? [...named, '(other)'] : named,
    nameOf: (one: Event) => (named.includes(valueOf(by, one)) ? valueOf(by, one) : '(other)'),
  }
}

/** The rows of /api/v1/stats. */
export function seriesOf(
  events: Event[],
  asked: Asked,
  { step, steps, before = [] }: { step: Step; steps: string[]; before?: string[] },
): Row[] {
  const all = matching(events, asked)
  const within = (names: string[]) => all.filter(({ at }) => names.includes(stepOf(step, at)))
  const { names, nameOf } = namesOf(within(steps), within(before), asked)
  const count = (time: string | undefined, name: string) =>
    all.filter((one) => stepOf(step, one.at) === time && nameOf(one) === name).length
  return steps.flatMap((time, at) =>
    names.map((name) => [
      time,
      ...(asked.by === undefined ? [] : [name]),
      count(time, name),
      ...(before.length === 0 ? [] : [count(before[at], name)]),
    ]),
  )
}

/** The rows of /api/v1/totals split by something: value, count, share. */
export function totalsOf(events: Event[], asked: Asked, isWithin: (one: Event) => boolean): Row[] {
  const all = matching(events, asked).filter(isWithin)
  const { names, nameOf } = namesOf(all, [], asked)
  return names.map((name) => {
    const count = all.filter((one) => nameOf(one) === name).length
    return [name, count, Math.round((count / all.length) * 1e6) / 1e6]
  })
}
