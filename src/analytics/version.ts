// Which of several tags says most precisely what an image is.

const SEMVER = /^v?(\d{1,9})(?:\.(\d{1,9}))?(?:\.(\d{1,9}))?(?:[-.+](.*))?$/

/**
 * The most specific of the tags that name one image: `v1.19.0` rather than `v1.19`, `v1`, `latest` or a commit; the
 * release rather than its candidate; of several, the highest. '' for none.
 */
export function mostSpecificTag(tags: string[]): string {
  return tags.toSorted((a, b) => compare(rankOf(b), rankOf(a)) || (a < b ? -1 : 1))[0] ?? ''
}

/** Compared from left to right, higher is more specific. */
function rankOf(tag: string): number[] {
  const [, major, minor, patch, rest] = SEMVER.exec(tag) ?? []
  const numbers = [major, minor, patch].filter((part) => part !== undefined).map(Number)
  if (numbers.length === 0) return [0, tag === 'latest' ? 0 : 1]
  const isRelease = rest === undefined ? 1 : 0
  return [numbers.length, isRelease, ...numbers]
}

function compare(a: number[], b: number[]): number {
  const at = a.findIndex((part, index) => part !== b[index])
  return at === -1 ? 0 : (a[at] ?? 0) - (b[at] ?? 0)
}
