// Settings on a command line: helm upgrade --set image.registry=quay.io --set image.repository=jetstack/x.
import { addSetting, type Scope, type Setting, valueAt } from './setting.ts'

type Span = { text: string; start: number; end: number }

const FLAG = /(?<=[\s,"'=])([A-Za-z_][\w.-]*(?:\[\d+\][\w.-]*)*)=(?=[^\s,=])/g

export function scanFlags(
  text: string,
  span: Span,
  { scope, settings }: { scope: Scope; settings: Setting[] },
): void {
  if (!span.text.includes('--set')) return
  for (const match of span.text.matchAll(FLAG)) {
    const at = span.start + match.index + match[0].length
    const value = valueAt(text, at, span.end)
    if (value !== null) settings.push(addSetting(scope, match[1] ?? '', value))
  }
}
