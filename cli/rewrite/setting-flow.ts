// Settings between braces on one line: { registry: quay.io, repository: jetstack/x }, as in flow YAML and short JSON.
import { addSetting, createScope, type Scope, type Setting, valueAt } from './setting.ts'

type Span = { text: string; start: number; end: number }

const TOKEN = /[{}]|(?<=[{,[]\s*)(\\*["']?)([A-Za-z_][\w./-]*)\1\s*[:=]\s*/g

/** `key` is the one that stands before the first brace, where there is one. */
export function scanFlow(
  text: string,
  span: Span,
  { scope, key, settings }: { scope: Scope; key: string; settings: Setting[] },
): void {
  // A template is no mapping.
  if (/\{\{/.test(span.text)) return
  const open: { scope: Scope; key: string }[] = [{ scope, key }]
  for (const match of span.text.matchAll(TOKEN)) {
    const top = open[open.length - 1]
    if (top === undefined) return
    if (match[0] === '{') open.push({ scope: createScope(top.scope, top.key), key: '' })
    else if (match[0] === '}') open.pop()
    else {
      top.key = match[2] ?? ''
      if (open.length === 1) continue
      const value = valueAt(text, span.start + match.index + match[0].length, span.end)
      if (value !== null) settings.push(addSetting(top.scope, top.key, value))
    }
  }
}
