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
  'hand-joined': 'a registry that paths are joined to elsewhere in the file: change both together',
  'hand-empty': 'the new home has no path to put here',
  'hand-continued': 'the name goes on in a variable or a wildcard',
  'hand-encoded': 'encoded for a URL',
  'hand-lock': 'locked by a checksum: change the source, then let its tool write the lock again',
  'hand-remote': 'the name to look for in a remote base: the remote base still names it so',
  'hand-base': 'the name to look for in a base that is not rewritten: the base still names it so',
  'hand-repeated': 'a part of a name that a YAML alias repeats elsewhere: change all of them together',
  'hand-large': 'too large a file to rewrite',
  login: 'whose login this is: the new home wants none, or one of its own',
  published: 'says what is pushed or published there, which stays',
  mention: 'prose that speaks of the old home itself',
  'web-page': 'the address of a web page',
  'other-address': 'a part of another address or of a path',
  new: 'at the new home already',
} as const satisfies Record<string, string>

export type Finding = { edits: Edit[]; left: Left[] }

/** In order, and none over another: of two that overlap the one that was found first stays. */
export function settle({ edits, left }: Finding): Finding {
  const inOrder = edits
    .map((edit, rank) => ({ edit, rank }))
    .sort((a, b) => a.edit.start - b.edit.start || a.rank - b.rank)
  const taken: typeof inOrder = []
  for (const next of inOrder) {
    const last = taken.at(-1)
    if (last === undefined || last.edit.end <= next.edit.start) taken.push(next)
    else if (next.rank < last.rank) taken[taken.length - 1] = next
  }
  const settled = taken.map(({ edit }) => edit)
  const places = [...new Map(left.map((one) => [one.start, one])).values()].sort((a, b) => a.start - b.start)
  return { edits: settled, left: outside(places, settled) }
}

/** Both in order. */
function outside(places: Left[], edits: Edit[]): Left[] {
  let at = 0
  return places.filter(({ start, end }) => {
    while ((edits[at]?.end ?? Infinity) <= start) at += 1
    return (edits[at]?.start ?? Infinity) >= end
  })
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
