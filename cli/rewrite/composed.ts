// The old path after a registry that is put together elsewhere: {{ .Values.registry }}/jetstack/x, $(REGISTRY)/jetstack/x.
import type { Left } from './finding.ts'
import type { Move } from './move.ts'
import { spell } from './pattern.ts'
import { lineSpan } from './prose.ts'

export function findComposed(text: string, moves: Move[]): Left[] {
  return moves
    .filter(({ from }) => from.path !== '')
    .flatMap(({ from }) => {
      const joined = new RegExp(
        String.raw`(?<=(?:\}\}?|\)|%[svq]|\$\w+|@)["']?/|\+ ?["'\x60]/)${spell(from.path)}(?=[/:@"'\s\x60]|$)`,
        'gm',
      )
      return [...text.matchAll(joined)]
        .filter(({ index }) => isImage(text.slice(...lineSpan(text, index))))
        .map(({ index, 0: { length } }): Left => ({ start: index, end: index + length, reason: 'hand-path' }))
    })
}

/** A place of source code is no image, nor is a folder or a page. */
const isImage = (line: string): boolean =>
  /image|reg|repo|docker|oci|hub|mirror/i.test(line) &&
  !/\b(?:github|gitlab|bitbucket)\b|\bgit@|runbook/i.test(line)
