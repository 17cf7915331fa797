// Files that are not ours to change: records of a time, code of others, and what a tool has squeezed.

export type Apart = keyof typeof APART

export const APART = {
  skipped: 'skipped by --skip',
  history: 'a changelog or release notes, which tell what was',
  decision: 'a design proposal or a record of a decision',
  post: 'a post of a day',
  vendored: 'vendored code, which its own project changes',
  minified: 'minified or a source map',
} as const satisfies Record<string, string>

const VENDORED =
  /(?:^|\/)(?:vendor|_vendor|node_modules|bower_components|third_party|third-party|Godeps|\.yarn|\.terraform|site-packages|\.venv)\//
const MINIFIED = /\.min\.(?:js|css|mjs)$|\.(?:js|css|mjs)\.map$/
const HISTORY = [
  /(?:^|\/)(?:changelogs?|\.changelog|\.changes|\.chloggen|release[-_]?notes?)\//i,
  /(?:^|\/)[^/]*change[-_]?log[^/]*\.(?:mdx?|markdown|rst|txt|adoc|html?|ya?ml|json|toml)$/i,
  /(?:^|\/)(?:change[-_]?log|changes|history|news|releases|release[-_]?notes?)$/i,
  /(?:^|\/)(?:[^/]*[-_.])?(?:changes|history|news|releases|release[-_]?notes?)(?:[-_.][^/]*)?\.(?:mdx?|markdown|rst|txt|adoc)$/i,
]
const DOCUMENT = String.raw`[^\n]*\.(?:mdx?|markdown|rst|txt|adoc)$`
const DECISION = new RegExp(
  `(?:^|/)(?:designs?|proposals?|adrs?|decisions|rfcs?|keps?|enhancements)/${DOCUMENT}`,
  'i',
)
const POST = new RegExp(`(?:^|/)(?:blogs?|_posts|posts)/${DOCUMENT}`, 'i')

export function apartOf(path: string): Apart | null {
  if (VENDORED.test(path)) return 'vendored'
  if (MINIFIED.test(path)) return 'minified'
  if (HISTORY.some((expression) => expression.test(path))) return 'history'
  if (DECISION.test(path)) return 'decision'
  return POST.test(path) ? 'post' : null
}
