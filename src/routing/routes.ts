// Where a public name leads: the routes document in the shape that requests are matched against.
import { type Repository, isRepository } from '../oci/name.ts'
import type { RoutesDocument } from './document.ts'
import { type DownloadRoute, compileDownloads } from './download.ts'
import type { Health } from './health.ts'
import { type Pattern, bySpecificity, fillPattern, matchPattern, parsePattern } from './pattern.ts'

export type Upstream = { name: string } & RoutesDocument['upstreams'][string]

/** One repository as one upstream has it. */
export type Target = {
  upstream: Upstream
  /** The repository's name there, namespace included. */
  repository: Repository
}

export type Route = {
  /** The name the client used, which its answers must repeat. */
  requested: Repository
  /** The name it is counted under: `requested` unless that is an alias. */
  canonical: Repository
  /** The upstream that the operator wants for it, well or not. */
  wanted: string
  /** Never empty, in the order to ask: those that are well first, among them the active one, then as in the document. */
  targets: [Target, ...Target[]]
}

type RepositoryRule = RoutesDocument['repositories'][string] & { pattern: Pattern }

export type Routes = {
  /** Whose authority upstreams are asked with: the gateway's own, or the client's. */
  auth: RoutesDocument['auth']
  upstreams: Upstream[]
  aliases: { pattern: Pattern; to: string }[]
  repositories: RepositoryRule[]
  downloads: DownloadRoute[]
  /** The origins of each documentation site, by its name. */
  sites: ReadonlyMap<string, string[]>
}

export function compileRoutes(document: RoutesDocument): Routes {
  const aliases = Object.entries(document.aliases).map(([from, to]) => ({ pattern: parsePattern(from), to }))
  const repositories = Object.entries(document.repositories).map(([name, rule]) => ({
    ...rule,
    pattern: parsePattern(name),
  }))
  return {
    auth: document.auth,
    upstreams: Object.entries(document.upstreams).map(([name, upstream]) => ({ name, ...upstream })),
    aliases: aliases.toSorted((a, b) => bySpecificity(a.pattern, b.pattern)),
    repositories: repositories.toSorted((a, b) => bySpecificity(a.pattern, b.pattern)),
    downloads: compileDownloads(document),
    sites: new Map(Object.entries(document.sites)),
  }
}

export type Preference = {
  /** The upstream that the operator has chosen. */
  active: string
  health: Health
}

/** The route of a public name, or null if the document knows no such repository. */
export function findRoute(
  routes: Routes,
  requested: Repository,
  { active, health }: Preference,
): Route | null {
  const canonical = canonicalName(routes, requested)
  for (const rule of routes.repositories) {
    const captured = matchPattern(rule.pattern, canonical)
    if (captured === null) continue
    const inOrder = targetsOf(routes, rule, canonical, captured).toSorted(
      (a, b) => Number(b.upstream.name === active) - Number(a.upstream.name === active),
    )
    const wanted = inOrder[0]?.upstream.name ?? ''
    const isDown = ({ upstream }: Target) => Number(Object.hasOwn(health, upstream.name))
    const [first, ...rest] = inOrder.toSorted((a, b) => isDown(a) - isDown(b))
    return first === undefined ? null : { requested, canonical, wanted, targets: [first, ...rest] }
  }
  return null
}

/** One step only: an alias of an alias would be a chain that nobody can read. */
export function canonicalName({ aliases }: Pick<Routes, 'aliases'>, requested: Repository): Repository {
  for (const { pattern, to } of aliases) {
    const captured = matchPattern(pattern, requested)
    const name = captured === null ? null : fillPattern(to, captured)
    if (name !== null && isRepository(name)) return name
  }
  return requested
}

function targetsOf(routes: Routes, rule: RepositoryRule, canonical: Repository, captured: string): Target[] {
  return routes.upstreams
    .filter(({ name }) => rule.only?.includes(name) ?? true)
    .flatMap((upstream) => {
      const own = Object.hasOwn(rule.upstream, upstream.name) ? rule.upstream[upstream.name] : undefined
      const name = own === undefined ? joined(upstream.namespace, canonical) : fillPattern(own, captured)
      return isRepository(name) ? [{ upstream, repository: name }] : []
    })
}

function joined(namespace: string, name: string): string {
  return namespace === '' ? name : `${namespace}/${name}`
}
