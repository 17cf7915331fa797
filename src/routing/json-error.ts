// Where a text stops being JSON, for the person who wrote it: JSON.parse does not always say.

const TOKEN =
  /[ \t\r\n]*(?:([{}[\],:])|("(?:[^"\\\x00-\x1f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*")|(-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null)|$)/y

type Expected = 'value' | 'first value' | 'key' | 'first key' | 'colon' | 'end of value'

/**
 * `line 4, column 12: write a comma or } before "quay"`, or null for what is JSON. Values are not repeated: everybody
 * can read the problems of a document, and a secret that was put there by mistake must not be among them.
 */
export function jsonProblem(text: string): string | null {
  const open: ('{' | '[')[] = []
  let expected: Expected = 'value'
  TOKEN.lastIndex = 0
  for (;;) {
    const from = TOKEN.lastIndex
    const match = TOKEN.exec(text)
    const [whole = '', mark = '', string = ''] = match ?? []
    const at =
      match === null
        ? text.length - text.slice(from).trimStart().length
        : TOKEN.lastIndex - whole.trimStart().length
    if (match === null) return `${placeOf(text, at)}: ${strange(text.slice(at))}`
    const isEnd = whole.trim() === ''
    if (isEnd && open.length === 0 && expected === 'end of value') return null
    const after: Expected | null = isEnd ? null : next(expected, { mark, isString: string !== '' }, open)
    if (after === null) return `${placeOf(text, at)}: ${wordsFor(expected, open, namedAs(text, whole))}`
    expected = after
  }
}

type Token = { mark: string; isString: boolean }

/** What may come after the token, or null if the token may not be there. */
function next(expected: Expected, { mark, isString }: Token, open: ('{' | '[')[]): Expected | null {
  const container = open.at(-1)
  if (expected === 'colon') return mark === ':' ? 'value' : null
  if (expected === 'end of value' && mark === ',')
    return container === undefined ? null : container === '{' ? 'key' : 'value'
  const mayClose = ['end of value', container === '{' ? 'first key' : 'first value'].includes(expected)
  if (mayClose && mark === (container === '{' ? '}' : ']') && open.pop() !== undefined) return 'end of value'
  if (expected === 'end of value') return null
  if (expected === 'key' || expected === 'first key') return isString ? 'colon' : null
  if (mark === '{' || mark === '[') {
    open.push(mark)
    return mark === '{' ? 'first key' : 'first value'
  }
  return mark === '' ? 'end of value' : null
}

function wordsFor(expected: Expected, open: ('{' | '[')[], found: string): string {
  const end = open.at(-1) === '{' ? '}' : ']'
  if (found === '')
    return open.length === 0 ? 'there is nothing in it' : `it ends before the last ${end}; add it`
  if (found === end && expected === (end === '}' ? 'key' : 'value'))
    return `leave out the comma before this ${end}`
  switch (expected) {
    case 'colon':
      return `write : between the field's name and its value, before ${found}`
    case 'end of value':
      return open.length === 0
        ? `leave out what comes after the end: ${found}`
        : `write a comma or ${end} before ${found}`
    case 'key':
    case 'first key':
      return `write a field's name in "double quotes" in the place of ${found}`
    default:
      return `write a value in the place of ${found}`
  }
}

function strange(rest: string): string {
  if (rest.startsWith('//') || rest.startsWith('/*') || rest.startsWith('#'))
    return 'JSON has no comments; leave it out'
  if (rest.startsWith("'")) return 'write "double quotes" around text'
  if (rest.startsWith('"'))
    return 'this text has no closing quote on its line, or holds a \\ or a control character as it is'
  return 'write "double quotes" around this text'
}

/** A token as it may be repeated: marks and the names of fields. */
function namedAs(text: string, whole: string): string {
  const found = whole.trim()
  const isName = found.startsWith('"') && /^\s*:/.test(text.slice(TOKEN.lastIndex))
  return found.length < 2 || (isName && found.length < 80) ? found : 'this value'
}

export function placeOf(text: string, at: number): string {
  const before = text.slice(0, at).split('\n')
  return `line ${before.length}, column ${(before.at(-1)?.length ?? 0) + 1}`
}
