// Whether the upstream that is switched to has what people pull: the newest tags, as far as the requests go.
import type { Edge } from '../edge.ts'
import { type Asker, targetAt, upstreamRegistry } from '../gateway/upstream-registry.ts'
import { RegistryError } from '../oci/error.ts'
import { type Repository, isRepository } from '../oci/name.ts'
import type { Config } from '../routing/config.ts'
import type { Routes } from '../routing/routes.ts'
import { compareRegistries } from '../verify/compare.ts'
import { type Comparison, NOT_LOOKED_AT, resultJson } from '../verify/finding.ts'
import { createPatience } from '../verify/patience.ts'
import type { AdminCall } from './call.ts'

const TAGS = 3
const REPOSITORIES_MAX = 100
/** People wait for the answer; after that no request is begun. */
const VERIFY_SECONDS_MAX = 60

export type Verification = Comparison & {
  /** Tags of which it is known whether they are there. */
  compared: number
  requests: number
  requests_max: number
  /** Whether all could be looked at; if not, which of its own limits kept the gateway from it: `100 repositories`. */
  complete: boolean
  limits_reached: string[]
}

/** `most`: requests. */
type Switch = { config: Config; from: string; to: string; most: number }

export async function verify(call: AdminCall, { config, from, to, most }: Switch): Promise<Verification> {
  const { edge, sent, reached } = limitedEdge(call, most)
  const names = await readRepositories(edge, config)
  const isAt = (repository: Repository, upstream: string) =>
    targetAt(config.routes, repository, upstream) !== null
  // One that either has not got by the document's own word stays where it is.
  const shared = names.filter((name) => isAt(name, from) && isAt(name, to))
  const registryAt = (name: string) =>
    upstreamRegistry(askerOf(call, edge, config.routes), config.routes, name)
  const asked = shared.slice(0, REPOSITORIES_MAX)
  const comparison = await compareRegistries(registryAt(from), registryAt(to), asked, { tags: TAGS })
  const compared = comparison.repositories.reduce((sum, { tags }) => sum + tags, 0)
  if (asked.length < shared.length) reached.add(`${REPOSITORIES_MAX} repositories`)
  const complete = reached.size === 0
  const ok = comparison.ok && compared > 0 && complete
  const limits = { requests: sent(), requests_max: most, complete, limits_reached: [...reached] }
  return { ...comparison, ok, compared, ...limits }
}

/** As an answer has it. */
export function verificationJson(verification: Verification) {
  return { ...verification, repositories: verification.repositories.map(resultJson) }
}

/** One line for the audit and for the person who is refused. */
export function summaryOf(verification: Verification): string {
  const { from, to, repositories, compared, requests, limits_reached: reached } = verification
  const findings = repositories.flatMap((one) => one.findings)
  const counted = (['missing', 'different', 'unreadable'] as const)
    .map((kind) => ({ kind, count: findings.filter((one) => one.kind === kind).length }))
    .filter(({ count }) => count > 0)
    .map(({ kind, count }) => `${count} ${kind}`)
  const found = counted.length === 0 ? 'all there' : counted.join(', ')
  const rest = reached.length === 0 ? '' : `, and not all could be looked at: at most ${reached.join(', ')}`
  return `${to} compared with ${from}: ${compared} tags of ${repositories.length} repositories, ${found}${rest} (${requests} requests)`
}

/** Somebody waits for the answer: one more try for a registry that asks for a moment. */
const PATIENCE = { limitedTriesMax: 2, failedTriesMax: 1, waitMsMax: 10_000 }

function askerOf({ memory }: AdminCall, edge: Edge, { auth }: Routes): Asker {
  return {
    edge,
    tokens: memory.tokens,
    patience: createPatience({ ...PATIENCE, wait: (ms) => scheduler.wait(ms) }),
    // In anonymous mode, what the gateway may not read nobody could have had through it.
    refusedBecause: auth === 'token' ? 'it may be private, and the gateway has no login of its own' : null,
  }
}

/** Counts its requests, and lets none go where a limit is reached. */
function limitedEdge({ edge, now }: AdminCall, most: number) {
  let sent = 0
  const reached = new Set<string>()
  const onRequest = () => {
    const isLate = Date.now() >= now + VERIFY_SECONDS_MAX * 1000
    if (!isLate && sent < most) {
      sent += 1
      return
    }
    const limit = isLate ? `${VERIFY_SECONDS_MAX} seconds` : `${edge.settings.verifyRequestsMax} requests`
    reached.add(limit)
    const message = `${NOT_LOOKED_AT}: the ${limit} that a switch may take are used up`
    throw new RegistryError('UNAVAILABLE', { message, isAboutUpstream: false })
  }
  // Each request has its own time, so that none is called unanswered only because it was begun late.
  return { edge: { ...edge, onRequest, deadlineAt: Infinity }, sent: () => sent, reached }
}

/** Those that the document spells out, and those that people have pulled lately. */
async function readRepositories({ env }: Edge, { routes }: Config): Promise<Repository[]> {
  const spelled = routes.repositories
    .filter(({ pattern }) => !pattern.hasWildcard)
    .map(({ pattern }) => pattern.prefix)
  const { results } = await env.DB.prepare(
    'SELECT artifact, MAX(first_seen) FROM tag GROUP BY artifact ORDER BY 2 DESC LIMIT ?1',
  )
    .bind(REPOSITORIES_MAX + 1)
    .all<{ artifact: string }>()
  return [...new Set([...results.map(({ artifact }) => artifact), ...spelled])].filter(isRepository)
}
