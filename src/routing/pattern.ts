// `cert-manager-*`: names with at most one wildcard, in the routes document.

export type Pattern = { prefix: string; suffix: string; hasWildcard: boolean }

/** `*` stands for one or more characters, slashes included: `jetstack/*` covers `jetstack/charts/cert-manager`. */
export function parsePattern(text: string): Pattern {
  const star = text.indexOf('*')
  if (star === -1) return { prefix: text, suffix: '', hasWildcard: false }
  return { prefix: text.slice(0, star), suffix: text.slice(star + 1), hasWildcard: true }
}

/** What the wildcard stands for in `name`: '' for a pattern without one, null where the pattern does not fit. */
export function matchPattern(pattern: Pattern, name: string): string | null {
  const { prefix, suffix, hasWildcard } = pattern
  if (!hasWildcard) return name === prefix ? '' : null
  if (name.length <= prefix.length + suffix.length) return null
  if (!name.startsWith(prefix) || !name.endsWith(suffix)) return null
  return name.slice(prefix.length, name.length - suffix.length)
}

/** `template` with its wildcard, if it has one, replaced by what another pattern's stood for. */
export function fillPattern(template: string, captured: string): string {
  // A function, since `$&` in a replacement string would mean something.
  return template.replace('*', () => captured)
}

/** Orders patterns so that the first that fits is the most specific: without wildcard, then by letters spelled out. */
export function bySpecificity(a: Pattern, b: Pattern): number {
  if (a.hasWildcard !== b.hasWildcard) return a.hasWildcard ? 1 : -1
  return b.prefix.length + b.suffix.length - (a.prefix.length + a.suffix.length)
}
