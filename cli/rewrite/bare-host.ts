// The old host as a value of its own, in a file that has the old path as well: what code joins no key tells.
import type { Left } from './finding.ts'
import { hostsOf } from './home.ts'
import type { Move } from './move.ts'
import { lineSpan } from './prose.ts'
import { partOf } from './role.ts'
import type { Setting } from './setting.ts'

const literally = (text: string): string => text.replaceAll('.', String.raw`\.`)

/** A key for a registry is judged with the paths that go with it. */
export function findBareHosts(text: string, settings: Setting[], moves: Move[]): Left[] {
  const judged = new Set(
    settings.filter((setting) => partOf(setting)?.role === 'registry').map(({ start }) => start),
  )
  return moves.flatMap(({ from }) => {
    const path = literally(from.path)
    const written = new RegExp(
      String.raw`(?:["'\x60]/?|%[svq]/|[:=|][ \t]*)${path}(?=/[a-z0-9]|["'\x60]|[ \t\r]*(?:\||$))`,
      'm',
    )
    if (!written.test(text)) return []
    const hosts = hostsOf(from).map(literally).join('|')
    // Another path right after it makes it another home.
    const another = String.raw`(?!["'\x60]\s*[,+]\s*["'\x60]/?(?!${path}["'\x60/])[a-z0-9])`
    // In a sentence: from the `quay.io` page.
    const bare = new RegExp(
      String.raw`(?<!(?!default)\b[A-Za-z]+ \x60)(?<=(["'\x60]))(?:${hosts})(?=/?\1)${another}|(?<=\|[ \t]*|\bdefault:[ \t]+)(?:${hosts})(?=[ \t\r]*(?:\||$))`,
      'gm',
    )
    return [...text.matchAll(bare)]
      .filter(({ index }) => !judged.has(index) && !/\blogin\b/i.test(text.slice(...lineSpan(text, index))))
      .map(({ index, 0: { length } }): Left => ({
        start: index,
        end: index + length,
        reason: 'hand-registry',
      }))
  })
}

/** Of these, the first on every line that nothing else sends a person to; what is changed on it says nothing of the rest. */
export function onOtherLines(text: string, hosts: Left[], left: Left[]): Left[] {
  const lineOf = (start: number): number => lineSpan(text, start)[0]
  const known = new Set(left.map(({ start }) => lineOf(start)))
  return hosts.filter(({ start }) => {
    const line = lineOf(start)
    return known.has(line) ? false : known.add(line)
  })
}
