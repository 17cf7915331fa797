// An origin that nobody else has: what the edge's cache holds is by origin, and many files of tests share one.

/** `https://<name>-<number>.example.org`. */
export function ownOrigin(name: string): string {
  const [number = 0n] = crypto.getRandomValues(new BigUint64Array(1))
  return `https://${name}-${number}.example.org`
}
