// Single values of YAML, where they stand in a text.

/** `start` and `end` are around the value as it is written, quotes included. */
export type Scalar = { value: string; start: number; end: number }

const COMMENT_OR_NOTHING = /[ \t]*(?:(?<=[ \t])#[^\n]*|\r)?(?=\n|$)/y
/** What begins a value that is no plain one. */
const INDICATOR = /[&*!|>%@`{}[\],?"'#-]/

/** The one value between `at` and the end of the line, a comment aside; null for anything else. */
export function scanScalar(text: string, at: number): Scalar | null {
  const quoted = scanQuoted(text, at)
  if (quoted !== null) {
    COMMENT_OR_NOTHING.lastIndex = quoted.end
    return COMMENT_OR_NOTHING.test(text) ? quoted : null
  }
  const newline = text.indexOf('\n', at)
  const line = text.slice(at, newline === -1 ? text.length : newline)
  const value = line.replace(/[ \t]#.*$/, '').trimEnd()
  if (isIndicated(value) || /:(?:[ \t]|$)/.test(value)) return null
  return { value, start: at, end: at + value.length }
}

function isIndicated(value: string): boolean {
  return INDICATOR.test(value[0] ?? '')
}

function scanQuoted(text: string, at: number): Scalar | null {
  const end = endOfQuoted(text, at)
  if (end === null) return null
  const raw = text.slice(at, end)
  if (raw.includes('\n')) return null
  if (raw.startsWith("'")) return { value: raw.slice(1, -1).replaceAll("''", "'"), start: at, end }
  try {
    // JSON has the escapes that anybody uses; what has others is none of ours.
    return { value: String(JSON.parse(raw)), start: at, end }
  } catch {
    return null
  }
}

/** Behind the closing quote; null where none opens at `at`, or none closes. */
function endOfQuoted(text: string, at: number): number | null {
  const quote = text[at]
  if (quote === "'") {
    for (let from = at + 1; ; from += 2) {
      from = text.indexOf("'", from)
      if (from === -1) return null
      if (text[from + 1] !== "'") return from + 1
    }
  }
  if (quote !== '"') return null
  for (let from = at + 1; from < text.length; from++) {
    if (text[from] === '\\') from++
    else if (text[from] === '"') return from + 1
  }
  return null
}

/** `[a, "b"]`, over several lines if need be; null for anything else. */
export function scanFlowList(text: string, at: number): Scalar[] | null {
  const found: Scalar[] = []
  let from = skipBlank(text, at + 1)
  while (text[from] !== ']') {
    const scalar = scanQuoted(text, from) ?? scanFlowPlain(text, from)
    if (scalar === null) return null
    found.push(scalar)
    from = skipBlank(text, scalar.end)
    if (text[from] === ',') from = skipBlank(text, from + 1)
    else if (text[from] !== ']') return null
  }
  return found
}

function scanFlowPlain(text: string, at: number): Scalar | null {
  let end = at
  while (end < text.length && !/[,[\]{}\s]/.test(text[end] ?? '')) end++
  const value = text.slice(at, end)
  return value === '' || isIndicated(value) || value.endsWith(':') ? null : { value, start: at, end }
}

function skipBlank(text: string, at: number): number {
  while (at < text.length && /\s/.test(text[at] ?? '')) at++
  return at
}

/** Behind a value that says itself where it ends; `at` for any other. Null for one that does not end. */
export function endOfValue(text: string, at: number): number | null {
  const first = text[at]
  if (first === '"' || first === "'") return endOfQuoted(text, at)
  if (first !== '[' && first !== '{') return at
  let depth = 0
  for (let from = at; from < text.length; from++) {
    const letter = text[from] ?? ''
    if ('[{'.includes(letter)) depth++
    else if (']}'.includes(letter)) depth--
    // A quote in the middle of a plain value opens nothing.
    else if (/["']/.test(letter) && /[\s,:[{]/.test(text[from - 1] ?? '')) {
      const end = endOfQuoted(text, from)
      if (end === null) return null
      from = end - 1
    }
    if (depth === 0) return from + 1
  }
  return null
}
