// What is wrong with a value, where its schema has no sentence of its own: zod/mini comes without any.
import type * as z from 'zod/mini'

const KINDS: Partial<Record<string, string>> = {
  array: 'a list',
  boolean: 'true or false',
  int: 'a whole number',
  number: 'a number',
  object: 'an object',
  record: 'an object',
  string: 'text',
}

/** What a bound is counted in; a number itself is in nothing. */
const UNITS: Partial<Record<string, string>> = { array: ' entries', string: ' characters' }

/** For `safeParse`, wherever somebody reads what it finds. Each goes on after the field's name: `must be text`. */
export const IN_ENGLISH = { error: wordsFor }

function wordsFor(issue: z.core.$ZodRawIssue): string {
  switch (issue.code) {
    case 'invalid_type':
      return issue.input === undefined ? 'is missing' : `must be ${KINDS[issue.expected] ?? issue.expected}`
    case 'invalid_value':
      return `must be ${issue.values.map((value) => JSON.stringify(value)).join(' or ')}`
    case 'too_small':
      if (UNITS[issue.origin] !== undefined && issue.minimum === 1) return 'must not be empty'
      return boundWords('at least', issue.origin, issue.minimum)
    case 'too_big':
      return boundWords('at most', issue.origin, issue.maximum)
    case 'unrecognized_keys':
      return `has what is not known here: ${issue.keys.join(', ')}`
    default:
      return 'is not as it must be'
  }
}

/** The schemas have inclusive bounds only. */
function boundWords(word: string, origin: string, bound: number | bigint): string {
  const unit = UNITS[origin]
  return unit === undefined ? `must be ${word} ${bound}` : `must have ${word} ${bound}${unit}`
}
