// Where in a file something is, counted as editors count.
import { toReadable } from './byte-text.ts'

export type Position = { line: number; column: number }

/**
 * For places in order; `column` counts characters, though the text has one for each byte. Goes on from the place before,
 * since a document may be one line.
 */
export function createLocator(text: string): (at: number) => Position {
  let line = 1
  let column = 1
  let counted = 0
  let end = endOfLine(text, 0)
  return (at) => {
    for (; end < at; end = endOfLine(text, counted)) {
      counted = end + 1
      line += 1
      column = 1
    }
    column += toReadable(text.slice(counted, at)).length
    counted = at
    return { line, column }
  }
}

function endOfLine(text: string, from: number): number {
  const end = text.indexOf('\n', from)
  return end < 0 ? text.length : end
}
