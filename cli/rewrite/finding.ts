// What looking through one file finds: what to change, and what is left as it is and why.

/** A change of the bytes from `start` to `end`; files are read as one character a byte, so that both are the same. */
export type Edit = { start: number; end: number; text: string; rule: Rule }

export type Rule = keyof typeof RULES

export const RULES = {
  reference: 'the name of an image or chart',
  home: 'the old home as a value',
  pattern: 'the old home inside a regular expression',
  split: 'registry and path in keys of their own',
  short: 'a name of Docker Hub without its host',
} as const

export type Left = { start: number; end: number; reason: Reason }

export type Reason = keyof typeof REASONS

/** Those that begin with `hand-` may have to change, which only a person can tell. */
export const REASONS = {
  'hand-path': 'a path without its registry, which is written elsewhere',
  'hand-registry': 'the registry without a path, which is written elsewhere',
  'hand-shared': 'one registry for images of several homes: give each its own registry first',
  'hand-empty': 'the new home has no path to put here',
  'hand-continued': 'the name goes on in a variable or a wildcard',
  'hand-encoded': 'encoded for a URL',
  'hand-lock': 'locked by a checksum: change the source, then let its tool write the lock again',
  'hand-large': 'too large a file to rewrite',
  published: 'says what is pushed or published there, which stays',
  mention: 'prose that speaks of the old home itself',
  'web-page': 'the address of a web page',
  'other-address': 'a part of another address or of a path',
  new: 'at the new home already',
} as const satisfies Record<string, string>

export type Finding = { edits: Edit[]; left: Left[] }

/** In order, and none over another: what was found first stays. */
export function settle({ edits, left }: Finding): Finding {
  const taken: Edit[] = []
  const free = (start: number, end: number) => !taken.some((edit) => start < edit.end && edit.start < end)
  for (const edit of edits) if (free(edit.start, edit.end)) taken.push(edit)
  const places = new Map(left.filter(({ start, end }) => free(start, end)).map((one) => [one.start, one]))
  return {
    edits: taken.sort((a, b) => a.start - b.start),
    left: [...places.values()].sort((a, b) => a.start - b.start),
  }
}

export function apply(text: string, edits: Edit[]): string {
  let result = ''
  let at = 0
  for (const edit of edits) {
    result += text.slice(at, edit.start) + edit.text
    at = edit.end
  }
  return result + text.slice(at)
}
