// Which repositories a routes document publishes, as far as anybody can tell: what a `*` stands for is not written there.
import { type Repository, isRepository } from '../oci/name.ts'
import { matchPattern } from './pattern.ts'
import { type Routes, canonicalName } from './routes.ts'

export type Published = {
  /** By their canonical names, each once, sorted. */
  names: Repository[]
  /** Patterns that none of the names is of, as the document writes them. */
  unnamed: string[]
}

/** The names that the document spells out, and those of `known` (public names, aliases too) that it publishes. */
export function publishedNames(
  { aliases, repositories }: Pick<Routes, 'aliases' | 'repositories'>,
  known: string[],
): Published {
  const names = new Set<Repository>()
  const used = new Set<object>()
  const spelledOut = repositories.flatMap(({ pattern }) => (pattern.hasWildcard ? [] : [pattern.prefix]))
  for (const name of [...spelledOut, ...known].filter(isRepository)) {
    const canonical = canonicalName({ aliases }, name)
    const rule = repositories.find(({ pattern }) => matchPattern(pattern, canonical) !== null)
    if (rule === undefined) continue
    names.add(canonical)
    used.add(rule)
  }
  const unnamed = repositories
    .filter((rule) => !used.has(rule))
    .map(({ pattern: { prefix, suffix, hasWildcard } }) => (hasWildcard ? `${prefix}*${suffix}` : prefix))
  return { names: [...names].toSorted(), unnamed }
}
