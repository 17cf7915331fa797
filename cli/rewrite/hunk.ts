// A unified diff that `git apply` and `patch -p1` take; no line is ever added or removed, which makes it simple.
import { toByteText } from './byte-text.ts'
import type { Edit } from './finding.ts'
import { apply } from './finding.ts'

const CONTEXT_LINES = 3

export type Changed = { path: string; text: string; edits: Edit[] }

/** One character a byte, as the files are read. */
export function diffOf({ path, text, edits }: Changed): string {
  const before = linesOf(text)
  const after = linesOf(apply(text, edits))
  const changed = before.flatMap((line, index) => (line === after[index] ? [] : [index]))
  const name = toByteText(path)
  const tab = path.includes(' ') ? '\t' : ''
  const head = [
    `diff --git ${quoted(`a/${name}`)} ${quoted(`b/${name}`)}`,
    `--- ${quoted(`a/${name}`)}${tab}`,
    `+++ ${quoted(`b/${name}`)}${tab}`,
  ]
  const hunks = hunksOf(changed, before.length).map((range) => hunkText(range, before, after))
  return `${head.join('\n')}\n${hunks.join('')}`
}

/** With their ends; the last one has none where the file ends without. */
const linesOf = (text: string): string[] => text.match(/[^\n]*\n|[^\n]+$/g) ?? []

type Range = { from: number; to: number }

function hunksOf(changed: number[], count: number): Range[] {
  const ranges: Range[] = []
  for (const index of changed) {
    const from = Math.max(0, index - CONTEXT_LINES)
    const to = Math.min(count, index + CONTEXT_LINES + 1)
    const last = ranges.at(-1)
    if (last !== undefined && from <= last.to) last.to = to
    else ranges.push({ from, to })
  }
  return ranges
}

function hunkText({ from, to }: Range, before: string[], after: string[]): string {
  const size = `${from + 1},${to - from}`
  let text = `@@ -${size} +${size} @@\n`
  let added = ''
  for (let index = from; index < to; index++) {
    const [old, now] = [before[index] ?? '', after[index] ?? '']
    if (old === now) {
      text += `${added}${ended(` ${old}`)}`
      added = ''
    } else {
      text += ended(`-${old}`)
      added += ended(`+${now}`)
    }
  }
  return text + added
}

const ended = (line: string): string =>
  line.endsWith('\n') ? line : `${line}\n\\ No newline at end of file\n`

/** Names with marks that would end them are written as in C. */
export function quoted(name: string): string {
  if (!/["\\\u0000-\u001f]/.test(name)) return name
  const escapes: Record<string, string> = { '\n': '\\n', '\t': '\\t', '"': '\\"', '\\': '\\\\' }
  return `"${name.replaceAll(/["\\\u0000-\u001f]/g, (mark) => escapes[mark] ?? octal(mark))}"`
}

const octal = (mark: string): string => `\\${mark.charCodeAt(0).toString(8).padStart(3, '0')}`
