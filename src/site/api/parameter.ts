// What may stand in a query string of the API: the schemas that check it, and that openapi.json is made from.
import * as z from 'zod/mini'
import { CLASSES, METRICS } from '../../analytics/event.ts'
import { IN_ENGLISH } from '../../english.ts'
import { INTERVALS, parseDay } from '../../analytics/stats/interval.ts'
import { BY, WHERE, type Where } from '../../analytics/stats/question.ts'

const LIMIT = 20
export const LIMIT_MAX = 100
const LIMIT_SENTENCE = `must be a number from 1 to ${LIMIT_MAX}`
const VALUES_MAX = 20
const VALUE_LENGTH_MAX = 255

/** Told to whoever asked. */
export class ParameterError extends Error {}

const text = z.string().check(z.minLength(1, 'must not be empty'), z.maxLength(VALUE_LENGTH_MAX))
const list = z.pipe(
  z.string(),
  z.transform((value) => value.split(',')),
)
const values = z.optional(z.pipe(list, z.array(text).check(z.maxLength(VALUES_MAX)))).check(
  z.meta({
    description:
      'Only these, separated by commas; `(unknown)` and `(other)` may be named, too. Rare values: see `by`.',
    type: 'string',
  }),
)
const day = z.pipe(
  z.string().check(z.refine((value) => (parseDay(value) ?? -1) >= 0, 'must be a day such as 2026-11-22')),
  z.transform((value) => parseDay(value) ?? 0),
)

const aName = {
  type: 'string',
  minLength: 1,
  maxLength: VALUE_LENGTH_MAX,
  example: 'cert-manager-controller',
}
export const artifact = z.optional(text).check(
  z.meta({
    description: 'The name of one artifact, as in /api/v1/artifacts; without it, all together.',
    ...aName,
  }),
)
export const oneArtifact = text.check(
  z.meta({ description: 'The name of one artifact, as in /api/v1/artifacts.', ...aName }),
)
export const metric = z
  ._default(z.enum(METRICS), 'pull')
  .check(z.meta({ description: 'What is counted; /api/v1/dimensions defines each.' }))
export const classes = z
  ._default(z.pipe(list, z.array(z.enum(CLASSES)).check(z.maxLength(CLASSES.length))), [])
  .check(
    z.meta({
      description: `Kinds of clients, separated by commas: ${CLASSES.join(', ')}; without it, every class.`,
      type: 'string',
    }),
  )
export const range = {
  from: z.optional(day).check(
    z.meta({
      description: 'The first day, UTC; without it, as many days as suit the interval.',
      type: 'string',
      format: 'date',
    }),
  ),
  to: z.optional(day).check(
    z.meta({
      description: 'The last day, UTC, itself included; without it, today.',
      type: 'string',
      format: 'date',
    }),
  ),
}
export const interval = z._default(z.enum(INTERVALS), 'day').check(
  z.meta({
    description:
      'How long a step of the series is. Weeks begin on Monday; weeks and months that are begun are shown whole.',
  }),
)
export const by = z.optional(z.enum(BY)).check(
  z.meta({
    description:
      'What to split by. A day or month names what it has most of, and the rest of it is `(other)`: of a value that is ' +
      'rare, the count is the least that it can be.',
  }),
)
export const limit = z
  ._default(
    z.pipe(
      z.pipe(z.string().check(z.regex(/^\d{1,9}$/, LIMIT_SENTENCE)), z.transform(Number)),
      z.int().check(z.minimum(1, LIMIT_SENTENCE), z.maximum(LIMIT_MAX, LIMIT_SENTENCE)),
    ),
    LIMIT,
  )
  .check(
    z.meta({
      description: `How many values are named, the largest, ${LIMIT} without it; the rest is \`(other)\`.`,
      type: 'integer',
      minimum: 1,
      maximum: LIMIT_MAX,
    }),
  )
export const compare = z.optional(z.enum(['previous', 'year'])).check(
  z.meta({
    description:
      'Adds the column `previous`: the stretch right before, or the same weekdays a year before; nothing (null) for what ' +
      'began before anything was counted.',
  }),
)
const anyFormat = z._default(z.enum(['json', 'csv']), 'json')
export const format = anyFormat.check(z.meta({ description: 'CSV has the same columns and rows.' }))
/** For what is no columns and rows in JSON. */
export const listFormat = anyFormat.check(z.meta({ description: 'CSV has a row for each.' }))

export const where = {
  'where.version': values,
  'where.platform': values,
  'where.country': values,
  'where.continent': values,
  'where.client': values,
  'where.client_version': values,
  'where.provider': values,
  'where.upstream': values,
  'where.reason': values,
} satisfies Record<`where.${Where}`, typeof values>

/** The parts of a question that every schema above shares. */
export function whereOf(parsed: Partial<Record<`where.${Where}`, string[] | undefined>>) {
  const found: Partial<Record<Where, string[]>> = {}
  for (const dimension of WHERE) {
    const wanted = parsed[`where.${dimension}`]
    if (wanted !== undefined) found[dimension] = wanted
  }
  return found
}

/** Throws a ParameterError in a sentence: nothing unknown, nothing twice, nothing out of range. */
export function parseParameters<S extends z.ZodMiniObject>(schema: S, search: URLSearchParams): z.output<S> {
  const allowed = Object.keys(schema.shape)
  const names = [...search.keys()]
  const unknown = names.find((name) => !allowed.includes(name))
  if (unknown !== undefined) {
    const which = allowed.length === 0 ? 'this takes none' : `allowed are: ${allowed.join(', ')}`
    throw new ParameterError(`there is no parameter ${JSON.stringify(short(unknown))}; ${which}`)
  }
  const twice = names.find((name, at) => names.indexOf(name) !== at)
  if (twice !== undefined) throw new ParameterError(`the parameter ${twice} is given more than once`)
  const result = schema.safeParse(Object.fromEntries(search), IN_ENGLISH)
  if (result.success) return result.data
  const [issue] = result.error.issues
  const parameter = String(issue?.path[0] ?? '')
  throw new ParameterError(`${parameter}=${short(search.get(parameter) ?? '')}: ${sentence(issue)}`)
}

function sentence(issue: z.core.$ZodIssue | undefined): string {
  if (issue?.code === 'invalid_value') return `must be one of ${issue.values.join(', ')}`
  return issue?.message ?? 'is not allowed'
}

function short(value: string): string {
  return value.length > 60 ? `${value.slice(0, 60)}…` : value
}
