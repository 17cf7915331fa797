// The settings that a chart's page documents: headings with a default below them, and tables of keys with their defaults.
import { addSetting, createScope, type Setting } from './setting.ts'

/** As helm-tool writes it: a heading, then the default in a quoted block. */
const HEADING =
  /^#+ \*\*([\w.-]+)\*\* ~ `[^\n]*\n> Default value:\r?\n> ```\w*\r?\n> (["']?)([\w./:-]*)\2\r?\n/gm
/** As helm-docs writes it: | image.registry | string | `"quay.io"` | … */
const ROW = /^\|\s*`?([\w.-]+)`?\s*\|(?:[^|\n]*\|)??[^|\n]*?`(["']?)([\w./:-]+)\2`/gm

export function scanDocument(text: string): Setting[] {
  const root = createScope(null, '')
  const settings: Setting[] = []
  for (const expression of [HEADING, ROW]) {
    for (const match of text.matchAll(expression)) {
      const [whole, key = '', quote = '', value = ''] = match
      const start = match.index + whole.lastIndexOf(value === '' ? `${quote}${quote}` : value)
      settings.push(addSetting(root, key, { value, start, end: start + value.length, quote }))
    }
  }
  return settings
}
