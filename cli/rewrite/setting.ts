// Keys and their values in whatever is written as such: YAML, JSON, TOML, HCL, shell, their comments, and templates of them.

export type Setting = {
  key: string
  value: string
  /** The value itself, inside its quotes. */
  start: number
  end: number
  quote: string
  scope: Scope
}

/** What one mapping holds. */
export type Scope = {
  parent: Scope | null
  key: string
  settings: Setting[]
  /** By their key, for keys such as image.repository. */
  children: Map<string, Scope>
}

export function createScope(parent: Scope | null, key: string): Scope {
  return { parent, key, settings: [], children: new Map() }
}

/** A key such as image.repository belongs to the mapping that its first part names. */
export function addSetting(scope: Scope, key: string, value: Omit<Setting, 'key' | 'scope'>): Setting {
  const parts = key.split('.')
  const last = parts.pop() ?? key
  let inner = scope
  for (const part of parts) inner = childOf(inner, part)
  const setting = { ...value, key: last, scope: inner }
  inner.settings.push(setting)
  return setting
}

function childOf(scope: Scope, key: string): Scope {
  const known = scope.children.get(key)
  if (known !== undefined) return known
  const child = createScope(scope, key)
  scope.children.set(key, child)
  return child
}

/** An anchor or a tag may come first; a plain value ends where it can hold no image name any more. */
const VALUE =
  /^(?:[&!][^\s"']*\s+)*(?:(\\*["'])([^"'\\\n]*)\1|([^\s"'\\#,;{}()[\]<>|`$]+)(?=\s*$|\s*[,"'\\)}\]`|;]|\s+(?:#|\/\/|--?\w|[\w.]+=|&&)))/

/** The value that begins at `at`, or null where it is a mapping, a template or nothing. */
export function valueAt(text: string, at: number, to: number): Omit<Setting, 'key' | 'scope'> | null {
  const match = VALUE.exec(text.slice(at, Math.min(to, at + 1000)))
  if (match === null) return null
  const quote = match[1] ?? ''
  const value = match[2] ?? match[3] ?? ''
  const end = at + match[0].length - quote.length
  return { value, start: end - value.length, end, quote }
}
