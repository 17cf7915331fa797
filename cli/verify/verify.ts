// Compares two upstreams and says how it went: the command `verify`, and the first half of `switch`.
import { targetAt } from '../../src/gateway/upstream-registry.ts'
import type { Repository } from '../../src/oci/name.ts'
import type { Routes, Upstream } from '../../src/routing/routes.ts'
import { compareRegistries } from '../../src/verify/compare.ts'
import type { Comparison, RepositoryResult } from '../../src/verify/finding.ts'
import type { Globals } from '../command/global.ts'
import { counted } from '../command/table.ts'
import { missingLogin, registryOf } from '../registry/asker.ts'
import { type Names, findNames } from './name.ts'

export type Verification = {
  comparison: Comparison
  names: Names
  /** Repositories that the document does not lead to both, so that a switch does not move them. */
  unmoved: Repository[]
  /**
   * `holds`: the target has all that was looked at. `lacks`: something is missing or different.
   * `unverified`: nothing is known to be missing, and something could not be looked at.
   */
  outcome: 'holds' | 'lacks' | 'unverified'
  /** Why it is `unverified`, or what else the person should know; sentences. */
  warnings: string[]
}

export type Wish = {
  from: Upstream
  to: Upstream
  tags: number
  blobs: boolean
  chosen: string[]
  /** Whether people pull by the document by now; of one that is new, that nobody pulled something says nothing. */
  isInUse: boolean
}

export async function verify(globals: Globals, routes: Routes, wish: Wish): Promise<Verification> {
  const { from, to, tags, blobs, chosen, isInUse } = wish
  const { terminal } = globals
  terminal.progress('finding out which repositories there are')
  const names = await findNames(globals, routes, { chosen, from })
  const isAt = (name: Repository, upstream: Upstream) => targetAt(routes, name, upstream.name) !== null
  const moved = names.names.filter((name) => isAt(name, from) && isAt(name, to))
  const unmoved = names.names.filter((name) => !moved.includes(name))
  let done = 0
  const onResult = ({ repository }: RepositoryResult) => {
    done += 1
    terminal.progress(`compared ${repository}, ${done} of ${moved.length}`)
  }
  terminal.progress(`comparing ${counted(moved.length, 'repository')}`)
  const sides = { from: registryOf(routes, from.name, terminal), to: registryOf(routes, to.name, terminal) }
  const comparison = await compareRegistries(sides.from, sides.to, moved, { tags, blobs, onResult })
  terminal.settle()
  const { unsure, notes } = doubts(comparison, names, isInUse)
  const warnings = [...logins(routes, [from, to]), ...unsure, ...notes]
  return { comparison, names, unmoved, outcome: outcomeOf(comparison, unsure.length > 0), warnings }
}

function outcomeOf({ repositories }: Comparison, isUnsure: boolean): Verification['outcome'] {
  const kinds = new Set(repositories.flatMap(({ findings }) => findings.map(({ kind }) => kind)))
  if (kinds.has('missing') || kinds.has('different')) return 'lacks'
  return kinds.has('unreadable') || isUnsure ? 'unverified' : 'holds'
}

/** What was not compared although it should have been, and what merely deserves a word. */
function doubts(
  { from, repositories }: Comparison,
  names: Names,
  isInUse: boolean,
): { unsure: string[]; notes: string[] } {
  const { unnamed, hasPulled, isChosen } = names
  const absent = repositories.filter(({ state }) => state === 'absent').map(({ repository }) => repository)
  const hasNone = absent.map((name) => `${from} has no ${name}, or no tag in it`)
  const unsure: string[] = isChosen ? hasNone : []
  const notes = isChosen ? [] : hasNone.map((sentence) => `${sentence}: there was nothing to compare`)
  for (const pattern of unnamed) {
    // All that anybody pulled was compared then: what nobody ever pulled, nobody will miss.
    if (hasPulled && isInUse)
      notes.push(`"${pattern}" was NOT compared: nothing of it was ever pulled through this gateway`)
    else
      unsure.push(
        `"${pattern}" was NOT compared: which repositories it stands for is not known. Name some with --repository${hasPulled ? '' : ', or give --gateway, which knows what is pulled'}`,
      )
  }
  if (repositories.length === absent.length) unsure.push('nothing was compared')
  return { unsure, notes }
}

function logins(routes: Routes, upstreams: Upstream[]): string[] {
  return upstreams.flatMap(({ name }) => {
    const missing = missingLogin(routes, name)
    return missing === null ? [] : [`${name} is read without a login: ${missing}`]
  })
}
