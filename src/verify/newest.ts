// Which tags of a repository people pull now: registries list them by the alphabet.

const VERSION = /^v?(\d{1,9})(?:\.(\d{1,9}))?(?:\.(\d{1,9}))?(?:[-+.](.+))?$/
/** What is kept under the digest of something else: cosign's signatures, and the referrers of registries without the API. */
const DIGEST_TAG = /^sha(?:256-[a-f0-9]{64}|512-[a-f0-9]{128}|512-[a-f0-9]{121})(?:\..+)?$/

/** `latest`, then releases, then candidates, each with the highest version first, then all other names. */
export function newestTags(tags: string[], count: number): string[] {
  const ranked = tags.filter((tag) => !isDigestTag(tag)).map((tag) => ({ tag, ...rankOf(tag) }))
  return ranked
    .toSorted(
      (a, b) =>
        b.group - a.group ||
        compareNumbers(b.numbers, a.numbers) ||
        comparePrerelease(b.rest, a.rest) ||
        (a.tag < b.tag ? -1 : 1),
    )
    .slice(0, count)
    .map(({ tag }) => tag)
}

export function isDigestTag(tag: string): boolean {
  return DIGEST_TAG.test(tag)
}

type Rank = { group: number; numbers: number[]; rest: string }

function rankOf(tag: string): Rank {
  if (tag === 'latest') return { group: 3, numbers: [], rest: '' }
  const [, major, minor, patch, rest] = VERSION.exec(tag) ?? []
  if (major === undefined) return { group: 0, numbers: [], rest: '' }
  // `v1.19` moves along with the newest of its patches, so it stands before them.
  const numbers = [major, minor, patch].map((part) => (part === undefined ? Infinity : Number(part)))
  return { group: rest === undefined ? 2 : 1, numbers, rest: rest ?? '' }
}

function compareNumbers(a: number[], b: number[]): number {
  const at = a.findIndex((part, index) => part !== b[index])
  return at === -1 ? 0 : (a[at] ?? 0) < (b[at] ?? 0) ? -1 : 1
}

// `rc.10` comes after `rc.2` (semantic versioning, section 11), and people write `rc10` as well.
function comparePrerelease(a: string, b: string): number {
  return a.localeCompare(b, 'en', { numeric: true })
}
