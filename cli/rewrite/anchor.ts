// What YAML repeats: the values and mappings that carry an anchor, where an alias names it, as in <<: *image.

type Span = { start: number; end: number }

const ALIAS = /(?<![^\s[{,])\*([^\s,[\]{}]+)/g
const ANCHOR = /(?<![^\s[{,])&([^\s,[\]{}]+)[ \t]*(?:![^\s,[\]{}]*[ \t]*)?/g

/** Whether what is at a place is repeated elsewhere, so that a change of it changes more than it seems to. */
export function repeatedIn(text: string): (place: Span) => boolean {
  const aliases = new Set([...text.matchAll(ALIAS)].map(([, name]) => name))
  const anchors = aliases.size === 0 ? [] : [...text.matchAll(ANCHOR)].filter(([, name]) => aliases.has(name))
  const spans = anchors.map(({ index, 0: { length } }) => ({
    start: index,
    end: endOf(text, { start: index, end: index + length }),
  }))
  return ({ start, end }) => spans.some((span) => start < span.end && span.start < end)
}

/** The end of what the anchor is on: braces, what is indented below it, or the rest of its line. */
function endOf(text: string, anchor: Span): number {
  if (/^[[{]/.test(text.charAt(anchor.end))) return endOfFlow(text, anchor.end)
  const next = text.indexOf('\n', anchor.end)
  const line = next < 0 ? text.length : next
  if (!/^\s*(?:#|$)/.test(text.slice(anchor.end, line))) return line
  const before = text.slice(text.lastIndexOf('\n', anchor.start - 1) + 1, anchor.start)
  const lead = /^[ \t]*(?:-[ \t]+)*/.exec(before)?.[0] ?? ''
  const isBelowKey = lead !== before
  // A document has one too, and all of it is below.
  return endOfBlock(text, line, { column: isBelowKey ? lead.length : lead.lastIndexOf('-'), isBelowKey })
}

function endOfFlow(text: string, start: number): number {
  const mark = /[[\]{}]/g
  mark.lastIndex = start
  let depth = 0
  for (let match = mark.exec(text); match !== null; match = mark.exec(text)) {
    depth += match[0] === '{' || match[0] === '[' ? 1 : -1
    if (depth === 0) return mark.lastIndex
  }
  return text.length
}

/** A list below a key may begin in the column of the key; comments and templates have an indent of their own. */
function endOfBlock(
  text: string,
  start: number,
  { column, isBelowKey }: { column: number; isBelowKey: boolean },
): number {
  const line = /\n([ \t]*)([^\n]*)/g
  line.lastIndex = start
  for (let match = line.exec(text); match !== null; match = line.exec(text)) {
    const [, { length: indent } = '', rest = ''] = match
    const isInside = indent > column || (isBelowKey && indent === column && /^-\s/.test(rest))
    if (!isInside && !/^(?:\r?$|#|\{\{)/.test(rest)) return match.index
  }
  return text.length
}

/** Another place says what this value is. */
export const isAlias = (value: string): boolean => /^\*[^\s*]/.test(value)
