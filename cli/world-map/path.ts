// Rings of points turned into a short SVG path: whole numbers, each relative to the one before.
export type Point = [x: number, y: number]

/** A ring without its repeated first point. Empty if nothing is left of it once its points are whole numbers. */
export function wholeRing(ring: Point[]): Point[] {
  const whole = ring.map(([x, y]): Point => [Math.round(x), Math.round(y)])
  const moved = whole.filter((point, index) => !same(point, whole.at(index - 1)))
  const bent = moved.filter(
    (point, index) => !between(moved.at(index - 1), point, moved[(index + 1) % moved.length]),
  )
  return bent.length < 3 ? [] : bent
}

function same(a: Point, b: Point | undefined): boolean {
  return b?.[0] === a[0] && b[1] === a[1]
}

/** True on a straight line, and where a ring of no width turns back. */
function between(a: Point | undefined, b: Point, c: Point | undefined): boolean {
  if (a === undefined || c === undefined) return false
  return (b[0] - a[0]) * (c[1] - a[1]) === (c[0] - a[0]) * (b[1] - a[1])
}

export function areaOf(ring: Point[]): number {
  const twice = ring.reduce((total, [x, y], index) => {
    const [nextX, nextY] = ring[(index + 1) % ring.length] ?? [x, y]
    return total + x * nextY - nextX * y
  }, 0)
  return Math.abs(twice) / 2
}

/** "M10 20 1-2-3 4z": after a move, pairs are lines; a minus sign separates as well as a space. */
export function pathOf(rings: Point[][]): string {
  return rings.map((ring) => `${startOf(ring)}${stepsOf(ring)}z`).join('')
}

function startOf(ring: Point[]): string {
  return `M${(ring[0] ?? [0, 0]).join(' ')}l`
}

function stepsOf(ring: Point[]): string {
  const steps = ring
    .slice(1)
    .flatMap(([x, y], index) => [x - (ring[index]?.[0] ?? 0), y - (ring[index]?.[1] ?? 0)])
  return steps.map((step, index) => (step < 0 || index === 0 ? String(step) : ` ${step}`)).join('')
}
