// Which table answers a question: each keeps one dimension at a time, or one of a few pairs.
import { DIMENSIONS, PAIRS, PAIR_METRICS } from '../dimension.ts'
import type { Interval } from './interval.ts'
import { type Question, QuestionError, WHERE, type Where, dimensionOf } from './question.ts'

type Scale = 'day' | 'month' | 'ever'

export type Plan = {
  table: string
  /** The table of months, of which those that are not over for good come on top; null where all is in the first. */
  openMonths: string | null
  /** The column that counts time; of no use for what there ever was. */
  time: 'hour' | 'bucket'
  /** The condition that picks the dimension or pair, part of the key. */
  picks: string
  hasArtifact: boolean
  hasClass: boolean
  /** The column that holds what is split by; null for no split. */
  value: string | null
  /** Columns that `where` narrows. */
  columns: Partial<Record<Where, string>>
}

/** Throws a QuestionError that says what could be asked instead. `interval` is null for all there ever was. */
export function planOf(question: Question, interval: Interval | null): Plan {
  const dimensions = dimensionsOf(question)
  if (interval === 'hour') return hourPlan(question, dimensions)
  if (interval === null && dimensions.length === 0) return totalPlan('total_count', question)
  const scale = interval === null ? 'ever' : interval === 'month' ? 'month' : 'day'
  if (dimensions.length <= 1) return countPlan(question, scale, dimensions[0] ?? null)
  return pairPlan(question, scale, dimensions)
}

/** Of all artifacts together there are sums, which are asked wherever nobody wants to know of which. */
function tablesOf(
  { artifact, by }: Question,
  scale: Scale,
  kind: 'count' | 'pair',
): Pick<Plan, 'table' | 'openMonths' | 'hasArtifact'> {
  const hasArtifact = artifact !== null || by === 'artifact'
  const of = hasArtifact ? '' : 'all_'
  const openMonths = scale === 'ever' ? `${of}month_${kind}` : null
  return { table: `${of}${scale}_${kind}`, openMonths, hasArtifact }
}

/** What the answer has to be kept by, besides artifact and class. */
function dimensionsOf({ by, where }: Question): Where[] {
  const split = by === null ? null : dimensionOf(by)
  const narrowed = WHERE.filter((dimension) => where[dimension] !== undefined)
  return [...new Set([...(split === null ? [] : [split]), ...narrowed])]
}

function hourPlan({ by }: Question, dimensions: Where[]): Plan {
  if (dimensions.length > 0) {
    throw new QuestionError(
      `interval=hour is kept by artifact and class alone, not by ${dimensions.join(' and ')}; ask by day, week or month`,
    )
  }
  return totalPlan('hour_total', { by })
}

function totalPlan(table: string, { by }: Pick<Question, 'by'>): Plan {
  const fixed = { openMonths: null, picks: 'true', hasArtifact: true, hasClass: true, columns: {} }
  return { ...fixed, table, time: 'hour', value: by }
}

function countPlan(question: Question, scale: Scale, dimension: Where | null): Plan {
  const { by } = question
  return {
    ...tablesOf(question, scale, 'count'),
    time: 'bucket',
    picks: `dimension = ${DIMENSIONS[dimension ?? 'total']}`,
    hasClass: true,
    value: by === null || dimensionOf(by) === null ? by : 'value',
    columns: dimension === null ? {} : { [dimension]: 'value' },
  }
}

function pairPlan(question: Question, scale: Scale, dimensions: Where[]): Plan {
  const { by, metric, classes } = question
  const [one, other, third] = dimensions
  const kept = PAIRS.find(({ a, b }) => (a === one && b === other) || (a === other && b === one))
  const pairs = PAIRS.map(({ a, b }) => `${a} with ${b}`).join(', ')
  const wanted = dimensions.join(' with ')
  if (kept === undefined || third !== undefined) {
    throw new QuestionError(
      `numbers are not kept by ${wanted} together; by two dimensions they are kept for ${pairs}`,
    )
  }
  if (!PAIR_METRICS.some((name) => name === metric)) {
    throw new QuestionError(`${wanted} together are kept for the metrics ${PAIR_METRICS.join(', ')} only`)
  }
  if (classes.length > 0 || by === 'class') {
    throw new QuestionError(`${wanted} together are kept for all classes at once; leave out class`)
  }
  const column = (dimension: Where) => (dimension === kept.a ? 'a' : 'b')
  const split = by === null ? null : dimensionOf(by)
  return {
    ...tablesOf(question, scale, 'pair'),
    time: 'bucket',
    picks: `pair = ${kept.pair}`,
    hasClass: false,
    value: split === null ? by : column(split),
    columns: { [kept.a]: 'a', [kept.b]: 'b' },
  }
}
