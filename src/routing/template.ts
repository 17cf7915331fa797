// `/releases/{version}/{file}`: paths with variables, in the routes document.

/** `{name}` is one segment or a part of one, `{+path}` the rest of the path. */
const VARIABLE = /\{(\+?)([a-z][a-z0-9_]*)\}/g
/** Two in a segment at the most: finding out where each ends takes a time that grows with every further one. */
const VARIABLES_PER_SEGMENT_MAX = 2
/** What a path may hold as it is (RFC 3986 section 3.3). */
const LITERAL = /^(?:[\w.~!$&'()*+,;=:@/-]|%[0-9A-Fa-f]{2})*$/

export type Template = {
  text: string
  /** In the order of the groups of `pattern`. */
  names: string[]
  pattern: RegExp
  /** How many letters are spelled out: of several templates that fit, the one with most is meant. */
  literals: number
}

export function compileTemplate(text: string): Template {
  let pattern = ''
  let end = 0
  const names: string[] = []
  for (const { index, 0: variable, 1: plus, 2: name = '' } of text.matchAll(VARIABLE)) {
    pattern += RegExp.escape(text.slice(end, index)) + (plus === '' ? '([^/]+)' : '(.+)')
    names.push(name)
    end = index + variable.length
  }
  return {
    text,
    names,
    pattern: new RegExp(`^${pattern}${RegExp.escape(text.slice(end))}$`),
    literals: text.replaceAll(VARIABLE, '').length,
  }
}

/** What the variables stand for in `path`, as it is written there, escapes and all; null where the template does not fit. */
export function matchTemplate({ pattern, names }: Template, path: string): Map<string, string> | null {
  const match = pattern.exec(path)
  return match === null ? null : new Map(names.map((name, index) => [name, match[index + 1] ?? '']))
}

export function fillTemplate(text: string, values: ReadonlyMap<string, string>): string {
  return text.replaceAll(VARIABLE, (_variable, _plus, name: string) => values.get(name) ?? '')
}

/** `{+path}` and `{version}`, as the document writes them. */
export function variablesOf(text: string): string[] {
  return [...text.matchAll(VARIABLE)].map(([variable]) => variable)
}

/** What is wrong with a path that holds variables, in words that end a sentence about it; null if nothing is. */
export function templateProblem(text: string): string | null {
  const variables = variablesOf(text)
  const rest = variables.findIndex((variable) => variable.startsWith('{+'))
  if (!LITERAL.test(text.replaceAll(VARIABLE, '')))
    return 'may hold letters, digits and what else stands in a path as it is, {name} and, at its end, {+rest}'
  if (new Set(variables).size < variables.length) return 'must not name a variable twice'
  if (rest !== -1 && !text.endsWith(`/${variables[rest] ?? ''}`))
    return 'may have {+rest} only as its end, behind a /'
  if (text.includes('}{')) return 'must have something between two variables'
  const segments = text.split('/').slice(1)
  if (segments.some((segment) => variablesOf(segment).length > VARIABLES_PER_SEGMENT_MAX))
    return `must not have more than ${VARIABLES_PER_SEGMENT_MAX} variables between two slashes`
  if (text.includes('//') || segments.some((segment) => /^\.{1,2}$/.test(segment)))
    return 'must not hold // or the segments . and ..'
  return null
}

/**
 * True for what may be put in the place of a variable: segments that stay segments. A slash or backslash in disguise,
 * dots that climb, and escapes of escapes are refused, whoever behind us may decode them, and however often.
 */
export function isSafeValue(value: string): boolean {
  if (/%(?![0-9A-Fa-f]{2})/.test(value)) return false
  // `%252f` is a slash to whoever decodes twice.
  if (/\\|%(?:25)*(?:2f|5c|[01][0-9a-f]|7f)/i.test(value)) return false
  // `..;x` is `..` to some servers.
  const climbs = /^(?:\.|%(?:25)*2e){1,2}(?:;|%(?:25)*3b|$)/i
  return value.split('/').every((segment) => segment !== '' && !climbs.test(segment))
}
