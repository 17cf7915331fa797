// What is in force now: the routes document and the active upstream, from KV and remembered for a short time.
import type { AtOnce } from '../at-once.ts'
import { withDeadline } from '../deadline.ts'
import type { Edge } from '../edge.ts'
import { joinWork } from '../joined-work.ts'
import { logFailure } from '../log.ts'
import { HEALTH_KEY, type Health, healthOf, parseHealth } from './health.ts'
import { keepLastGood, readLastGood } from './last-good.ts'
import { doubtsOf, parseRoutes } from './parse.ts'
import { RELEASE_KEY, RELEASE_RULE, type Releases, parseReleases } from './release.ts'
import { type Routes, compileRoutes } from './routes.ts'

/** A KV that hangs must not hold up requests for which the configuration in memory would do. */
const READ_MS_MAX = 2000
/** How long KV may go on showing what was before a change: its own delay, as its documentation has it, and then some. */
export const LAG_MS = 90_000
export const ROUTES_KEY = 'routes'
export const UPSTREAM_KEY = 'upstream'

export type Config = {
  routes: Routes
  /** The name of the active upstream. */
  active: string
  /** The upstreams, and targets of files, that are not well. */
  health: Health
  /** When this isolate asked for it, milliseconds since 1970. */
  readAt: number
  /** What `latest` stands for in paths of files; null if nothing is set. */
  releases: Releases | null
}

export type ConfigState = {
  /** null while there is no valid routes document and never was one. */
  config: Config | null
  /** Sentences for the operator, empty when all is well. */
  problems: string[]
}

export type ConfigStore = {
  /** What is in force; never throws or rejects. */
  current: (edge: Edge) => AtOnce<ConfigState>
  /** Has the next question answered from KV: this isolate has just changed something there. */
  forget: () => void
}

/** A document whose text has been seen, so that the same text is not parsed twice. */
type Read = { text: string | null; routes: Routes | null; problems: string[] }
type ReadReleases = { text: string | null; releases: Releases | null; problems: string[] }

export function createConfigStore(): ConfigStore {
  let read: Read | null = null
  let readRelease: ReadReleases = { text: null, releases: null, problems: [] }
  let known: { state: ConfigState; at: number } | null = null
  // What was begun to be read before a change must not be taken for what is there after it.
  let generation = 0
  const join = joinWork<ConfigState>()

  async function refresh(edge: Edge, since: number): Promise<ConfigState> {
    let state: ConfigState
    const readAt = Date.now()
    try {
      const keys = [ROUTES_KEY, UPSTREAM_KEY, RELEASE_KEY, HEALTH_KEY]
      const values = await withDeadline(edge.env.CONFIG.get(keys), READ_MS_MAX)
      read = await readRoutes(edge, values.get(ROUTES_KEY) ?? null, read)
      readRelease = await readReleases(edge, values.get(RELEASE_KEY) ?? null, readRelease)
      const health = parseHealth(values.get(HEALTH_KEY) ?? null)
      const upstreamText = values.get(UPSTREAM_KEY) ?? null
      state = stateOf(edge, read, { upstreamText, health, release: readRelease, readAt })
    } catch (error) {
      state = { config: known?.state.config ?? null, problems: [`CONFIG cannot be read: ${String(error)}`] }
    }
    if (state.problems.join() !== (known?.state.problems ?? []).join()) {
      logFailure('the configuration has problems, or has none any more', { problems: state.problems })
    }
    // With nothing to fall back on, the next request had better try again.
    if (read === null) known = null
    else if (since === generation) known = { state, at: Date.now() }
    return state
  }

  return {
    current: (edge) => {
      if (known !== null && Date.now() - known.at < edge.settings.configTtlMs) return known.state
      const since = generation
      return join(`config ${since}`, edge, () => refresh(edge, since))
    },
    forget: () => {
      generation += 1
      if (known !== null) known = { ...known, at: -Infinity }
    },
  }
}

/** An upstream whose account is not there is asked without one, which may be less than the operator thinks. */
export function missingSecrets({ env }: Edge, { upstreams }: Pick<Routes, 'upstreams'>): string[] {
  return upstreams.flatMap(({ name, credentials }) => {
    const secret: unknown = credentials === undefined ? ':' : Reflect.get(env, credentials)
    if (typeof secret === 'string' && secret.includes(':')) return []
    return [
      `upstreams.${name}.credentials: the secret ${credentials ?? ''} is not set to user:password; no account is used`,
    ]
  })
}

async function readRoutes(edge: Edge, text: string | null, before: Read | null): Promise<Read> {
  if (before?.text === text) return before
  const parsed =
    text === null
      ? { document: null, problems: ['routes: the key is not set; put the routes document there'] }
      : parseRoutes(text)
  if (text !== null && parsed.document !== null) {
    edge.waitUntil(keepLastGood(edge, ROUTES_KEY, text))
    return { text, routes: compileRoutes(parsed.document), problems: doubtsOf(text) }
  }
  const lastGood = before?.routes ?? compiled(await readLastGood(edge, ROUTES_KEY))
  const consequence = lastGood === null ? [] : ['routes: the last good document stays in use']
  return { text, routes: lastGood, problems: [...(parsed.problems ?? []), ...consequence] }
}

function compiled(text: string | null): Routes | null {
  const document = text === null ? null : parseRoutes(text).document
  return document === null ? null : compileRoutes(document)
}

/** Without the key there is no `latest`; a broken value changes nothing. */
async function readReleases(edge: Edge, text: string | null, before: ReadReleases): Promise<ReadReleases> {
  if (before.text === text) return before
  const releases = text === null ? null : parseReleases(text)
  if (text !== null && releases !== null) edge.waitUntil(keepLastGood(edge, RELEASE_KEY, text))
  if (text === null || releases !== null) return { text, releases, problems: [] }
  const lastGood = before.releases ?? parseReleases((await readLastGood(edge, RELEASE_KEY)) ?? '')
  const problem = `release: ${RELEASE_RULE}`
  const consequence = lastGood === null ? [] : ['release: the last good value stays in use']
  return { text, releases: lastGood, problems: [problem, ...consequence] }
}

type Values = { upstreamText: string | null; health: Health; release: ReadReleases; readAt: number }

function stateOf(edge: Edge, read: Read, { upstreamText, health, release, readAt }: Values): ConfigState {
  const { routes } = read
  const { problems: unusable } = edge.settings.admin
  if (routes === null) return { config: null, problems: [...read.problems, ...unusable] }
  const problems = [...read.problems, ...release.problems, ...missingSecrets(edge, routes), ...unusable]
  const rest = { routes, health: healthOf(health, routes.upstreams), releases: release.releases, readAt }
  const names = routes.upstreams.map(({ name }) => name)
  const first = names[0] ?? ''
  const wanted = upstreamText?.trim() ?? ''
  if (wanted === '' || names.includes(wanted))
    return { config: { ...rest, active: wanted || first }, problems }
  const ignored = `upstream: ${JSON.stringify(wanted.slice(0, 64))} is none of ${names.join(', ')}; ${first} is used`
  return { config: { ...rest, active: first }, problems: [...problems, ignored] }
}
