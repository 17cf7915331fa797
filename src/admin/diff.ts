// Which fields differ between two routes documents: their names, none of their values.
import { fieldPath } from '../routing/parse.ts'

/** More is not read by anybody. */
const LINES_MAX = 100

/** `+upstreams.ghcr`, `-repositories["charts/*"]`, `~upstreams.quay.blobs`; the last line says how many were left out. */
export function diffOf(before: unknown, after: unknown): string[] {
  const lines = differences(before, after, [])
  const more = lines.length - LINES_MAX
  return more <= 0 ? lines : [...lines.slice(0, LINES_MAX), `and ${more} more`]
}

function differences(before: unknown, after: unknown, path: string[]): string[] {
  if (!isObject(before) || !isObject(after))
    return JSON.stringify(before) === JSON.stringify(after) ? [] : [`~${fieldPath(path)}`]
  const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])]
  return keys.flatMap((key) => {
    const inside = [...path, key]
    if (!Object.hasOwn(before, key)) return [`+${fieldPath(inside)}`]
    if (!Object.hasOwn(after, key)) return [`-${fieldPath(inside)}`]
    return differences(before[key], after[key], inside)
  })
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
