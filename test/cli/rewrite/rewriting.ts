// Rewrites one text, for tables of what becomes of it.
import { examine } from '../../../cli/rewrite/examine.ts'
import { apply } from '../../../cli/rewrite/finding.ts'
import { parseMoves } from '../../../cli/rewrite/move.ts'
import { patternOf } from '../../../cli/rewrite/pattern.ts'

export const MAP = 'quay.io/jetstack=downloads.example.org'

export type Rewritten = { text: string; left: string[] }

/** `left` holds what was left alone, each as `reason text`. */
export function rewrite(path: string, text: string, maps: string[] = [MAP]): Rewritten {
  const { edits, left } = examine(path, text, patternOf(parseMoves(maps)))
  return {
    text: apply(text, edits),
    left: left.map(({ start, end, reason }) => `${reason} ${text.slice(start, end)}`),
  }
}
