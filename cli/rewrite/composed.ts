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
        String.raw`(?<=(?:\}\}?|\$?\)|%[svq]|\$\w+|@)/)${spell(from.path)}(?=[/:@"'\s\x60]|$)|(?<=["'\x60]/)${spell(from.path)}(?=/[a-z0-9%$"'])`,
        'gm',
      )
      return [...text.matchAll(joined)]
        .filter(({ index }) => !isRepository(text, index))
        .map(({ index, 0: { length } }): Left => ({ start: index, end: index + length, reason: 'hand-path' }))
    })
}

/** A place of source code is no image. */
const isRepository = (text: string, at: number): boolean =>
  /\b(?:github|gitlab|bitbucket)\b|\bgit@/i.test(text.slice(...[lineSpan(text, at)[0], at]))
