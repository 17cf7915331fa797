// What the aliases of a routes document do that nobody may have meant: no single field is wrong, so the gateway takes it.
import { isRepository } from '../oci/name.ts'
import { fieldPath } from './parse.ts'
import { type Pattern, fillPattern, matchPattern, parsePattern } from './pattern.ts'
import type { Routes } from './routes.ts'

type Aliased = Pick<Routes, 'aliases' | 'repositories'>

/** Sentences, each with the field that it is about. */
export function aliasWarnings(routes: Aliased): string[] {
  return [...deadAliases(routes), ...shadowedRepositories(routes)]
}

function deadAliases({ aliases, repositories }: Aliased): string[] {
  return aliases
    .filter(({ to }) => !repositories.some(({ pattern }) => mayMeet(parsePattern(to), pattern)))
    .map(
      ({ pattern, to }) =>
        `${fieldPath(['aliases', textOf(pattern)])}: leads to "${to}", which no repository is: whoever pulls by it is told that there is no such image`,
    )
}

/** Aliases are looked up first, so a repository of the same name is asked for by nobody. */
function shadowedRepositories({ aliases, repositories }: Aliased): string[] {
  return repositories.flatMap(({ pattern: { prefix: name, hasWildcard } }) => {
    const led = hasWildcard ? [] : aliases.map((alias) => ({ ...alias, name: ledTo(alias, name) }))
    const first = led.find((one) => isRepository(one.name))
    if (first === undefined || first.name === name) return []
    return [
      `${fieldPath(['repositories', name])}: is never reached: the alias "${textOf(first.pattern)}" leads this name to "${first.name}"`,
    ]
  })
}

function ledTo({ pattern, to }: Routes['aliases'][number], name: string): string {
  const captured = matchPattern(pattern, name)
  return captured === null ? '' : fillPattern(to, captured)
}

/** Whether there can be a name that both fit. */
function mayMeet(a: Pattern, b: Pattern): boolean {
  if (!a.hasWildcard) return matchPattern(b, a.prefix) !== null
  if (!b.hasWildcard) return matchPattern(a, b.prefix) !== null
  const begins = a.prefix.startsWith(b.prefix) || b.prefix.startsWith(a.prefix)
  return begins && (a.suffix.endsWith(b.suffix) || b.suffix.endsWith(a.suffix))
}

function textOf({ prefix, suffix, hasWildcard }: Pattern): string {
  return hasWildcard ? `${prefix}*${suffix}` : prefix
}
