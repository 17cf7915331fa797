// Every minute: are the upstreams and the hosts of files well, and has the operator switched.
import { keepContentHosts } from '../analytics/content-host.ts'
import { probeTarget, watchedTargets } from '../downloads/probe-target.ts'
import type { Edge } from '../edge.ts'
import type { Memory } from '../gateway/call.ts'
import { type Probed, type Sample, probeUpstream } from '../gateway/probe.ts'
import { logFailure } from '../log.ts'
import { isRepository, isTag } from '../oci/name.ts'
import type { Config } from '../routing/config.ts'
import { HEALTH_KEY, type Health, healthAfter, healthOf, homeOf, parseHealth } from '../routing/health.ts'
import { type Upstream, findRoute } from '../routing/routes.ts'
import { recordHealth, recordShown } from './incident.ts'

/** Probes all upstreams and tells every isolate through KV, if anything has changed, and the public through D1. */
export async function watchUpstreams(edge: Edge, memory: Memory, config: Config, now: number): Promise<void> {
  const { upstreams, downloads } = config.routes
  const targets = watchedTargets(downloads)
  // Without D1 the ping still tells most of it.
  const samples = await readSamples(edge).catch(() => [])
  const probedTargets = Promise.all(
    targets.map(async (target) => ({ name: target.origin, probe: await probeTarget(edge, target) })),
  )
  const probed = await Promise.all(
    upstreams.map(async (upstream): Promise<[Upstream, Probed]> => [
      upstream,
      await probeUpstream(edge, memory, upstream, sampleOf(config, upstream, samples)),
    ]),
  )
  // Not what this isolate remembers: another run may have written a minute ago.
  const known = parseHealth(await edge.env.CONFIG.get(HEALTH_KEY))
  const before = healthOf(known, upstreams)
  const after: Health = {}
  const probes = probed.map(([one, { probe }]) => ({ name: one.name, probe, of: { home: homeOf(one) } }))
  const others = (await probedTargets).map((one) => ({ ...one, of: {} }))
  for (const { name, probe, of } of [...probes, ...others]) {
    const health = healthAfter(Object.hasOwn(before, name) ? (before[name] ?? null) : null, probe, now)
    if (health !== null) after[name] = { ...health, ...of }
  }
  if (statesOf(known) !== statesOf(after)) {
    await edge.env.CONFIG.put(HEALTH_KEY, JSON.stringify(after))
    logFailure('the health of the upstreams has changed', { health: JSON.stringify(after) })
  }
  const hosts = probed.flatMap(([{ name }, { contentHost }]) =>
    contentHost === null ? [] : [{ upstream: name, host: contentHost }],
  )
  await keepContentHosts(edge.env.DB, hosts, now)
  const names = upstreams.map(({ name }) => name)
  const active = await recordShown(edge.env.DB, config.active, now)
  const othersOf = (name: string) => (name === active ? names : [])
  const standInsOf = (name: string) => targets.find(({ origin }) => origin === name)?.others ?? othersOf(name)
  await recordHealth(edge.env.DB, { health: after, active, standInsOf }, now)
}

/** What other isolates act on; why an upstream is down may be worded anew every time. */
function statesOf(health: Health): string {
  return JSON.stringify(Object.entries(health).map(([name, { state, home }]) => [name, state, home]))
}

type Pulled = { artifact: string; tag: string }

/** The tags that were first seen last, each of another artifact: what people pull now. */
async function readSamples(edge: Edge): Promise<Pulled[]> {
  const { results } = await edge.env.DB.prepare(SAMPLES).all<Pulled>()
  return results
}

/** From one artifact to the next, and in each to its newest tag: tags are never forgotten, and this is every minute. */
const SAMPLES = `WITH RECURSIVE one (artifact) AS (
    SELECT MIN(artifact) FROM tag
    UNION ALL
    SELECT (SELECT MIN(artifact) FROM tag WHERE tag.artifact > one.artifact) FROM one WHERE artifact IS NOT NULL
  ), newest AS (
    SELECT artifact, (
      SELECT first_seen FROM tag WHERE tag.artifact = one.artifact ORDER BY first_seen DESC LIMIT 1
    ) AS first_seen FROM one WHERE artifact IS NOT NULL ORDER BY 2 DESC LIMIT 20
  )
  SELECT artifact, (
    SELECT tag FROM tag WHERE tag.artifact = newest.artifact ORDER BY first_seen DESC LIMIT 1
  ) AS tag FROM newest ORDER BY first_seen DESC`

function sampleOf({ routes, active, health }: Config, upstream: Upstream, samples: Pulled[]): Sample | null {
  for (const { artifact, tag } of samples) {
    const route = isRepository(artifact) ? findRoute(routes, artifact, { active, health }) : null
    const target = route?.targets.find((one) => one.upstream.name === upstream.name)
    if (target !== undefined && isTag(tag)) return { target, tag }
  }
  return null
}
