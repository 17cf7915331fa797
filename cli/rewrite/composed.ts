// The old path after a registry that is put together elsewhere: {{ .Values.registry }}/jetstack/x, $(REGISTRY)/jetstack/x.
import type { Left } from './finding.ts'
import { hostsOf } from './home.ts'
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
      // path.Join("quay.io", "jetstack", name)
      const listed = new RegExp(
        String.raw`(?<=["'\x60](?:${hostsOf(from).map(spell).join('|')})/?["'\x60]\s?[,+]\s?["'\x60]/?)${spell(from.path)}(?=[/"'\x60])`,
        'g',
      )
      return [...text.matchAll(joined), ...text.matchAll(listed)]
        .filter(({ index }) => isImage(text.slice(...lineSpan(text, index))))
        .map(({ index, 0: { length } }): Left => ({ start: index, end: index + length, reason: 'hand-path' }))
    })
}

/** A place of source code is no image, nor is a folder or a page. */
const isImage = (line: string): boolean =>
  /image|reg|repo|docker|oci|hub|mirror/i.test(line) &&
  !/\b(?:github|gitlab|bitbucket)\b|\bgit@|runbook/i.test(line)

/** Whether a path is joined to what this key holds, as in $(REGISTRY)/jetstack/x, where another key has no say. */
export function joinedIn(text: string): (key: string) => boolean {
  const known = new Map<string, boolean>()
  return (key) => {
    const before = known.get(key)
    if (before !== undefined) return before
    const name = key.replaceAll('.', '\\.')
    const joined = new RegExp(
      String.raw`(?:\$[({]?|\{\{-?\s*[\w.]*?)\b${name}\s*[)}]*["']?/["']?\w|\b${name} ?\+ ?["'\x60]/?\w`,
    ).test(text)
    known.set(key, joined)
    return joined
  }
}
