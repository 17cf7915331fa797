// What differs between two routes documents: the fields, and what they held and hold.
import { isObject } from '../oci/manifest.ts'
import { fieldPath } from '../routing/parse.ts'

/** More is not read by anybody. */
const LINES_MAX = 100
const VALUE_LENGTH_MAX = 200

/**
 * `+upstreams.ghcr: {"registry":"https://ghcr.io"}`, `-repositories["charts/*"]: {}`, `~upstreams.quay.blobs: "auto" -> "direct"`,
 * or the fields' names alone; the last line says how many were left out.
 */
export function diffOf(before: unknown, after: unknown, { hasValues }: { hasValues: boolean }): string[] {
  const lines = differences(before, after, []).map(([field, ...values]) =>
    hasValues ? `${field}: ${values.map(shown).join(' -> ')}` : field,
  )
  const more = lines.length - LINES_MAX
  return more <= 0 ? lines : [...lines.slice(0, LINES_MAX), `and ${more} more`]
}

type Difference = [field: string, ...values: unknown[]]

function differences(before: unknown, after: unknown, path: string[]): Difference[] {
  if (!isObject(before) || !isObject(after))
    return JSON.stringify(before) === JSON.stringify(after) ? [] : [[`~${fieldPath(path)}`, before, after]]
  const [was, is] = [Object.keys(before), Object.keys(after)]
  // Upstreams are asked in their order.
  const isMoved = path.join() === 'upstreams' && was.join() !== is.join()
  const moved: Difference[] = isMoved ? [['~upstreams (order)', was, is]] : []
  const inside = [...new Set([...was, ...is])].flatMap((key): Difference[] => {
    const field = [...path, key]
    if (!Object.hasOwn(before, key)) return [[`+${fieldPath(field)}`, after[key]]]
    if (!Object.hasOwn(after, key)) return [[`-${fieldPath(field)}`, before[key]]]
    return differences(before[key], after[key], field)
  })
  return [...moved, ...inside]
}

/** A signed address has its secret in the query, and nothing else that a valid document holds is one. */
function shown(value: unknown): string {
  const text = JSON.stringify(value, (_, part: unknown) =>
    typeof part === 'string' ? part.replace(/\?.*/s, '?…') : part,
  )
  return text.length <= VALUE_LENGTH_MAX ? text : `${text.slice(0, VALUE_LENGTH_MAX - 1)}…`
}
