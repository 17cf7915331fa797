// What a page shows: all of it stands in the address, so that a link shows the same to everybody.
import * as z from 'zod/mini'
import { dayOf } from '../../analytics/calendar.ts'
import { type ClientClass, METRICS, type Metric } from '../../analytics/event.ts'
import { type Interval, type Span, dayString, spanOf } from '../../analytics/stats/interval.ts'
import { type Question, WHERE, type Where } from '../../analytics/stats/question.ts'
import * as parameter from '../api/parameter.ts'
import { RANGE_DAYS_MAX, spanWanted } from '../api/range.ts'

/** How many days each range has, today included; null is all there ever were. */
export const RANGES = { '7d': 7, '30d': 30, '90d': 90, '12m': 364, all: null } as const
export type Range = keyof typeof RANGES
const DEFAULT_RANGE = '30d' satisfies Range

export type View = {
  /** Null is the page of everything together. */
  artifact: string | null
  /** Null where days are named. */
  range: Range | null
  from: number | null
  to: number | null
  /** Null where none is chosen: the page takes what the artifact is fetched as. */
  metric: Metric | null
  classes: ClientClass[]
  where: Question['where']
}

// Not strict: people share links with whatever their newsletter has added to them.
const schema = z.object({
  range: z.optional(z.enum(Object.keys(RANGES) as [Range, ...Range[]])),
  ...parameter.range,
  metric: z.optional(z.enum(METRICS)),
  class: parameter.classes,
  ...parameter.where,
})

/** Throws a ParameterError. An empty field of a form is one that was left out. */
export function parseView(artifact: string | null, search: URLSearchParams): View {
  const known = new URLSearchParams(
    [...search].filter(([name, value]) => Object.hasOwn(schema.shape, name) && value !== ''),
  )
  const parsed = parameter.parseParameters(schema, known)
  const isNamed = parsed.from !== undefined || parsed.to !== undefined
  return {
    artifact,
    range: isNamed ? null : (parsed.range ?? DEFAULT_RANGE),
    from: parsed.from ?? null,
    to: parsed.to ?? null,
    metric: parsed.metric ?? null,
    classes: parsed.class,
    where: parameter.whereOf(parsed),
  }
}

/** The address of a view; what is as it is without being said is not said. */
export function hrefOf({ artifact, range, from, to, metric, classes, where }: View): string {
  const search = new URLSearchParams()
  if (range !== null && range !== DEFAULT_RANGE) search.set('range', range)
  if (range === null && from !== null) search.set('from', dayString(from))
  if (range === null && to !== null) search.set('to', dayString(to))
  if (metric !== null) search.set('metric', metric)
  if (classes.length > 0) search.set('class', classes.join(','))
  for (const dimension of WHERE) {
    const values = where[dimension]
    if (values !== undefined) search.set(`where.${dimension}`, values.join(','))
  }
  const path = artifact === null ? '/' : `/artifact/${pathOf(artifact)}`
  return search.size === 0 ? path : `${path}?${search.toString()}`
}

/** An artifact's name within a path: slashes stay. */
export function pathOf(artifact: string): string {
  return artifact.split('/').map(encodeURIComponent).join('/')
}

/** To versions, countries and the like; the kind of client is not meant. */
export function isNarrowed({ where }: View): boolean {
  return Object.keys(where).length > 0
}

/** The same view with one dimension narrowed to a value, or with that taken back. */
export function toggled(view: View, dimension: Where | 'class', value: string): View {
  if (dimension === 'class') {
    const isOnly = view.classes.length === 1 && view.classes[0] === value
    const [one] = schema.shape.class.safeParse(value).data ?? []
    return { ...view, classes: isOnly || one === undefined ? [] : [one] }
  }
  const { [dimension]: current, ...rest } = view.where
  return { ...view, where: current?.includes(value) === true ? rest : { ...rest, [dimension]: [value] } }
}

/**
 * The days of a view, in buckets that suit how many there are. A range by name begins no earlier than counting did,
 * `firstDay`, but for a few days that make a chart of the first one.
 */
export function spanOfView(view: View, firstDay: number, now: number): Span {
  const today = dayOf(now)
  if (view.range === null) {
    const to = Math.min(view.to ?? today, today)
    const from = view.from ?? to - RANGES[DEFAULT_RANGE] + 1
    return spanWanted({ from, to, interval: intervalFor(to - from + 1) }, now)
  }
  const longest = RANGES[view.range] ?? RANGE_DAYS_MAX.month - 31
  const earliest = Math.min(firstDay, today - RANGES['7d'] + 1)
  const from = Math.max(today - longest + 1, earliest)
  return spanOf(intervalFor(today - from + 1), { from, to: today + 1 })
}

const DAILY_MAX = 100
/** The first week is shown whole, and the API must be able to say the same. */
const WEEKLY_MAX = RANGE_DAYS_MAX.week - 6

function intervalFor(days: number): Interval {
  return days <= DAILY_MAX ? 'day' : days <= WEEKLY_MAX ? 'week' : 'month'
}
