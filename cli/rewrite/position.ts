// Where in a file something is, counted as editors count.
import { toReadable } from './byte-text.ts'

export type Position = { line: number; column: number }

/** For places in order; `column` counts characters, though the text has one for each byte. */
export function createLocator(text: string): (at: number) => Position {
  let line = 1
  let start = 0
  return (at) => {
    for (let next = text.indexOf('\n', start); next >= 0 && next < at; next = text.indexOf('\n', start)) {
      start = next + 1
      line += 1
    }
    return { line, column: toReadable(text.slice(start, at)).length + 1 }
  }
}
