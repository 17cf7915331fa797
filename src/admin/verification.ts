// Whether the upstream that is switched to has what people pull: the newest tags, as far as the requests go.
import type { Edge } from '../edge.ts'
import { type Asker, targetAt, upstreamRegistry } from '../gateway/upstream-registry.ts'
import { RegistryError } from '../oci/error.ts'
import { type Repository, isRepository } from '../oci/name.ts'
import type { Config } from '../routing/config.ts'
import type { Routes } from '../routing/routes.ts'
import { compareRegistries } from '../verify/compare.ts'
import { type Comparison, resultJson } from '../verify/finding.ts'
import { createPatience } from '../verify/patience.ts'
import type { AdminCall } from './call.ts'

const TAGS = 3
const REPOSITORIES_MAX = 100
/** Longer than people wait for an answer; what is not compared by then is not compared. */
const VERIFY_MS_MAX = 60_000

export type Verification = Comparison & {
  /** Tags of which it is known whether they are there. */
  compared: number
  requests: number
  requests_max: number
  /** Whether there were too many repositories, or too few requests or seconds for them. */
  complete: boolean
}

/** `most`: requests. */
type Switch = { config: Config; from: string; to: string; most: number }

export async function verify(call: AdminCall, { config, from, to, most }: Switch): Promise<Verification> {
  const { edge, sent } = countingEdge(call.edge, most, call.now + VERIFY_MS_MAX)
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
  const complete = asked.length === shared.length && sent() <= most && Date.now() < edge.deadlineAt
  const ok = comparison.ok && compared > 0 && complete
  return { ...comparison, ok, compared, requests: Math.min(sent(), most), requests_max: most, complete }
}

/** As an answer has it. */
export function verificationJson(verification: Verification) {
  return { ...verification, repositories: verification.repositories.map(resultJson) }
}

/** One line for the audit and for the person who is refused. */
export function summaryOf({ from, to, repositories, compared, requests, complete }: Verification): string {
  const findings = repositories.flatMap((one) => one.findings)
  const counted = (['missing', 'different', 'unreadable'] as const)
    .map((kind) => ({ kind, count: findings.filter((one) => one.kind === kind).length }))
    .filter(({ count }) => count > 0)
    .map(({ kind, count }) => `${count} ${kind}`)
  const found = counted.length === 0 ? 'all there' : counted.join(', ')
  const rest = complete ? '' : ', and not all could be looked at'
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

function countingEdge(edge: Edge, most: number, deadlineAt: number): { edge: Edge; sent: () => number } {
  let sent = 0
  const onRequest = () => {
    sent += 1
    if (sent <= most) return
    const message = `not looked at: the ${most} requests that a switch may take are used up`
    throw new RegistryError('UNAVAILABLE', { message, isAboutUpstream: false })
  }
  return { edge: { ...edge, onRequest, deadlineAt }, sent: () => sent }
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
