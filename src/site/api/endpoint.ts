// An address of the API: what it answers, with what parameters, and how that is asked for.
import type * as z from 'zod/mini'
import type { Days } from '../../analytics/stats/interval.ts'
import type { ConfigState } from '../../routing/config.ts'
import { parseParameters } from './parameter.ts'
import type { Rows, Table } from './table.ts'

export type Asked = {
  db: D1Database
  /** Milliseconds since 1970. */
  now: number
  /** The host that was asked. */
  host: string
  config: () => Promise<ConfigState>
}

/** Columns and rows about some days, from the days, the months they are in or all time; or something of another shape. */
export type Answer =
  { table: Table; days: Days; scale: 'day' | 'month' | 'ever' } | { json: object; csv?: Rows }

export type Endpoint = {
  path: `/api/v1/${string}`
  summary: string
  /** Paragraphs. */
  description: string
  parameters: z.ZodMiniObject
  /** Query strings, each of which works. */
  examples: string[]
  answer: (asked: Asked, search: URLSearchParams) => Promise<Answer>
}

/** Ties a schema to what answers with its output, so that nothing unchecked gets there. */
export function endpoint<S extends z.ZodMiniObject>({
  answer,
  ...rest
}: Omit<Endpoint, 'answer' | 'parameters'> & {
  parameters: S
  answer: (asked: Asked, parameters: z.output<S>) => Promise<Answer>
}): Endpoint {
  return { ...rest, answer: (asked, search) => answer(asked, parseParameters(rest.parameters, search)) }
}
