// Finds the settings of a file by how its lines are indented, which a broken or templated document has as well.
import { addSetting, createScope, type Scope, type Setting, valueAt } from './setting.ts'
import { scanFlags } from './setting-flag.ts'
import { scanFlow } from './setting-flow.ts'

type Level = { column: number; scope: Scope; lastKey: string; keys: Set<string> }
type Line = { text: string; start: number; end: number }

/** Comments nest by themselves, and so do documents inside of strings. */
type Nest = { levels: Level[]; settings: Setting[] }

const ENTRY =
  /^([ \t]*)((?:-[ \t]+|(?:export|readonly|local|ENV|ARG|const|var|let)[ \t]+)*)(\\*["']?)([A-Za-z_][\w./-]*)\3[ \t]*(?::=|\?=|[:=])(?:[ \t]+|(?=[^:=\s/]|$))/
const COMMENT = /^[ \t]*(?:#+|\/\/+|>|\*(?!\*)|;)[ \t]?/

export function scanSettings(text: string): Setting[] {
  const settings: Setting[] = []
  const live = createNest(settings)
  let comment = createNest(settings)
  let command: Scope | null = null
  for (const line of linesOf(text)) {
    const marker = COMMENT.exec(line.text)
    if (marker === null && line.text.trim() !== '') comment = createNest(settings)
    scanLine(text, line, { nest: marker === null ? live : comment, skip: marker?.[0].length ?? 0 })
    scanEscaped(text, line, settings)
    command = command !== null || line.text.includes('--set') ? (command ?? createScope(null, '')) : null
    if (command !== null) scanFlags(text, line, { scope: command, settings })
    if (!/\\\s*$/.test(line.text)) command = null
  }
  return settings
}

const createNest = (settings: Setting[]): Nest => ({
  levels: [{ column: -1, scope: createScope(null, ''), lastKey: '', keys: new Set() }],
  settings,
})

function* linesOf(text: string): Generator<Line> {
  let start = 0
  while (start <= text.length) {
    const next = text.indexOf('\n', start)
    const end = next < 0 ? text.length : next
    yield { text: text.slice(start, end), start, end }
    start = end + 1
  }
}

/** A string may hold lines of its own: "For example:\nregistry: quay.io\nrepository: jetstack/x". */
function scanEscaped(text: string, line: Line, settings: Setting[]): void {
  if (!line.text.includes('\\n')) return
  const nest = createNest(settings)
  let at = line.text.indexOf('\\n')
  while (at >= 0) {
    const next = line.text.indexOf('\\n', at + 2)
    const end = next < 0 ? line.text.length : next
    const part = { text: line.text.slice(at + 2, end), start: line.start + at + 2, end: line.start + end }
    scanLine(text, part, { nest, skip: 0 })
    at = next
  }
}

function scanLine(text: string, line: Line, { nest, skip }: { nest: Nest; skip: number }): void {
  const rest = line.text.slice(skip)
  if (/^(?:---|```|~~~)/.test(rest)) nest.levels.splice(1)
  const entry = ENTRY.exec(rest)
  if (entry === null) {
    // What is less indented ends what is more; a template has its own indent.
    const ending = /^([ \t]*)(?!\{\{)\S/.exec(rest)
    if (ending !== null) while (topOf(nest).column > (ending[1] ?? '').length) nest.levels.pop()
    if (rest.includes('{'))
      scanFlow(text, line, { scope: topOf(nest).scope, key: '', settings: nest.settings })
    return
  }
  const [whole, indent = '', dashes = '', , key = ''] = entry
  const level = levelFor(nest, indent.length, { dashes: dashes.startsWith('-') ? dashes.length : 0, key })
  level.lastKey = key
  level.keys.add(key.toLowerCase())
  const at = line.start + skip + whole.length
  const value = valueAt(text, at, line.end)
  if (value !== null) nest.settings.push(addSetting(level.scope, key, value))
  if (text.slice(at, line.end).includes('{')) {
    const span = { text: text.slice(at, line.end), start: at, end: line.end }
    scanFlow(text, span, { scope: level.scope, key, settings: nest.settings })
  }
}

const topOf = ({ levels }: Nest): Level =>
  levels[levels.length - 1] ?? { column: -1, scope: createScope(null, ''), lastKey: '', keys: new Set() }

/** The mapping that a line at this column belongs to: one that is open, or a new one under the last key. */
function levelFor(nest: Nest, indent: number, { dashes, key }: { dashes: number; key: string }): Level {
  const { levels } = nest
  const column = indent + dashes
  while (topOf(nest).column > (dashes > 0 ? indent : column)) levels.pop()
  const top = topOf(nest)
  // A key cannot be twice in one mapping: this is the next one, in a language that has other marks for it.
  const isTwice = top.keys.has(key.toLowerCase())
  if (dashes === 0 && top.column === column && !isTwice) return top
  if (dashes === 0 && top.column === column) levels.pop()
  const outer = topOf(nest)
  const level = {
    column,
    scope: createScope(outer.scope, outer.lastKey),
    lastKey: '',
    keys: new Set<string>(),
  }
  levels.push(level)
  return level
}
