// What somebody probably meant to write.

/** The candidate that takes the fewest changed letters, if that are few enough for a slip; else null. */
export function nearest(word: string, candidates: string[]): string | null {
  const ranked = candidates
    .map((candidate) => ({ candidate, distance: distanceOf(word.toLowerCase(), candidate.toLowerCase()) }))
    .toSorted((a, b) => a.distance - b.distance)
  const [best] = ranked
  return best !== undefined && best.distance <= Math.max(2, word.length / 3) ? best.candidate : null
}

/** Letters added, left out or changed, or two neighbours changed places (optimal string alignment). */
function distanceOf(a: string, b: string): number {
  const rows = Array.from({ length: a.length + 1 }, (_, i) => [i])
  const at = (i: number, j: number) => rows[i]?.[j] ?? (i === 0 ? j : Infinity)
  for (let i = 1; i <= a.length; i++) {
    for (let j = 1; j <= b.length; j++) {
      const isSwap = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]
      const change = at(i - 1, j - 1) + Number(a[i - 1] !== b[j - 1])
      const cost = Math.min(
        at(i - 1, j) + 1,
        at(i, j - 1) + 1,
        change,
        isSwap ? at(i - 2, j - 2) + 1 : Infinity,
      )
      rows[i]?.push(cost)
    }
  }
  return at(a.length, b.length)
}

/** `did you mean "blobs"?`, or all that there are where none is near. */
export function hintFor(word: string, names: string[]): string {
  const meant = nearest(word, names)
  return meant === null ? `there are: ${names.join(', ')}` : `did you mean "${meant}"?`
}
