// Settings between braces on one line: { registry: quay.io, repository: jetstack/x }, as in flow YAML and short JSON.
import { addSetting, createScope, type Scope, type Setting, valueAt } from './setting.ts'

type Span = { text: string; start: number; end: number }

const TOKEN = /[{}]|(?<=[{,[]\s*)(\\*["']?)([A-Za-z_][\w./-]*)\1\s*[:=]\s*/g

export function scanFlow(
  text: string,
  span: Span,
  { scope, settings }: { scope: Scope; settings: Setting[] },
): void {
  // A template is no mapping.
  if (/\{\{/.test(span.text)) return
  const open: { scope: Scope; key: string }[] = [{ scope, key: '' }]
  for (const match of span.text.matchAll(TOKEN)) {
    const top = open[open.length - 1]
    if (top === undefined) return
    if (match[0] === '{') open.push({ scope: createScope(top.scope, top.key), key: '' })
    else if (match[0] === '}') open.pop()
    else if (open.length > 1) {
      top.key = match[2] ?? ''
      const value = valueAt(text, span.start + match.index + match[0].length, span.end)
      if (value !== null) settings.push(addSetting(top.scope, top.key, value))
    }
  }
}
