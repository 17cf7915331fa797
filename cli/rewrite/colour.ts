// A diff as a person likes to see it on a terminal.
import type { Terminal } from '../command/terminal.ts'

export function colouredDiff(diff: string, paint: Terminal['paint']): string {
  return diff.replaceAll(/[^\n]+/g, (line) => {
    if (/^(?:diff |--- |\+\+\+ )/.test(line)) return paint('bold', line)
    if (line.startsWith('@@')) return paint('cyan', line)
    if (line.startsWith('-')) return paint('red', line)
    return line.startsWith('+') ? paint('green', line) : line
  })
}
