// Which repositories are compared: a routes document may say `charts/*`, and somebody has to know what that is.
import * as z from 'zod'
import { discardBody } from '../../src/body.ts'
import { forward } from '../../src/gateway/forward.ts'
import { targetAt } from '../../src/gateway/upstream-registry.ts'
import { type Repository, isRepository } from '../../src/oci/name.ts'
import { rewriteNextLink } from '../../src/oci/link.ts'
import { fillPattern, matchPattern, parsePattern } from '../../src/routing/pattern.ts'
import { publishedNames } from '../../src/routing/published.ts'
import { type Routes, type Upstream, canonicalName } from '../../src/routing/routes.ts'
import { CommandFailure } from '../command/failure.ts'
import type { Globals } from '../command/global.ts'
import { artifactsSchema } from '../gateway/answer.ts'
import { gatewayOf } from '../gateway/gateway.ts'
import { EDGE } from '../registry/asker.ts'

const REPOSITORIES_MAX = 500
const CATALOG_PAGES_MAX = 20

export type Names = {
  names: Repository[]
  /** Patterns of the document that nobody has named a repository of: what they stand for is not compared. */
  unnamed: string[]
  /** Whether everything that was ever pulled through the gateway is among the names. */
  hasPulled: boolean
  /** Whether the person has spelled them out: one that is not there is then a mistake. */
  isChosen: boolean
}

export async function findNames(
  globals: Globals,
  routes: Routes,
  { chosen, from }: { chosen: string[]; from: Upstream },
): Promise<Names> {
  const found =
    chosen.length > 0
      ? { names: chosenNames(routes, chosen), unnamed: [], hasPulled: false, isChosen: true }
      : await publicNames(globals, routes, from)
  if (found.names.length > REPOSITORIES_MAX)
    throw new CommandFailure(
      `there are ${found.names.length} repositories, and ${REPOSITORIES_MAX} can be compared at once: name some with --repository`,
    )
  return found
}

function chosenNames(routes: Routes, chosen: string[]): Repository[] {
  const names = chosen.map((name) => {
    const { names: published } = publishedNames(routes, [name])
    const canonical = isRepository(name) ? canonicalName(routes, name) : null
    if (canonical !== null && published.includes(canonical)) return canonical
    if (name.includes('*'))
      throw new CommandFailure(`"${name}" is a pattern: name each repository, with --repository for each`)
    throw new CommandFailure(`the routes document publishes no repository "${name}"`)
  })
  return [...new Set(names)]
}

/** Without asking any registry: what the document spells out, and what was ever pulled through the gateway. */
export async function findKnownNames(globals: Globals, routes: Routes): Promise<Names> {
  return namesOf(globals, routes, await pulledNames(globals))
}

/** That one repository of `charts/*` is known says nothing of its others: a registry that has a list is always asked. */
async function publicNames(globals: Globals, routes: Routes, from: Upstream): Promise<Names> {
  const pulled = await pulledNames(globals)
  const isOpen = routes.repositories.some(({ pattern }) => pattern.hasWildcard)
  const listed = isOpen ? await catalogNames(routes, from) : []
  return namesOf(globals, routes, [...pulled, ...listed])
}

function namesOf({ gateway }: Globals, routes: Routes, known: string[]): Names {
  return { ...publishedNames(routes, known), hasPulled: gateway !== null, isChosen: false }
}

async function pulledNames(globals: Globals): Promise<string[]> {
  if (globals.gateway === null) return []
  const { columns, rows } = await gatewayOf(globals).read('/api/v1/artifacts', artifactsSchema)
  const at = columns.indexOf('artifact')
  return rows.map((row) => String(row[at] ?? ''))
}

const catalogSchema = z.object({ repositories: z.array(z.string()).nullable() })

/** What the registry lists, as the gateway calls it; small registries do, quay.io, ghcr.io and Docker Hub do not. */
async function catalogNames(routes: Routes, upstream: Upstream): Promise<string[]> {
  const names: string[] = []
  let query: string | null = '?n=1000'
  for (let page = 0; query !== null && page < CATALOG_PAGES_MAX; page++) {
    const response = await forward(
      EDGE,
      upstream,
      new Request(`${upstream.registry}/v2/_catalog${query}`),
    ).catch(() => null)
    if (response?.status !== 200) {
      if (response !== null) await discardBody(response)
      return names
    }
    const link: string | null = rewriteNextLink(response.headers.get('Link'), '')
    const answer = catalogSchema.safeParse(await response.json().catch(() => null))
    names.push(...(answer.data?.repositories ?? []).flatMap((name) => publicNamesOf(routes, upstream, name)))
    query = /^<(\?[^>]*)>/.exec(link ?? '')?.[1] ?? null
  }
  return names
}

/** `jetstack/cert-manager-webhook` of quay is `cert-manager-webhook` of the document. */
function publicNamesOf(routes: Routes, { name: upstream, namespace }: Upstream, there: string): string[] {
  return routes.repositories.flatMap(({ pattern, upstream: own }) => {
    const text = `${pattern.prefix}${pattern.hasWildcard ? '*' : ''}${pattern.suffix}`
    const template = own[upstream] ?? (namespace === '' ? text : `${namespace}/${text}`)
    const captured = matchPattern(parsePattern(template), there)
    const name = captured === null ? '' : fillPattern(text, captured)
    return isRepository(name) && targetAt(routes, name, upstream)?.repository === there ? [name] : []
  })
}
