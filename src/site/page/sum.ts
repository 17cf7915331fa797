// A line of counts, all together.

export function sumOf(counts: number[]): number {
  return counts.reduce((total, count) => total + count, 0)
}
