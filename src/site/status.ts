// What the gateway says of itself: /healthz for probes, /api/v1/status, /incidents and /hosts for people.
import type { ContentHost } from '../analytics/content-host.ts'
import type { Incident } from '../monitor/incident.ts'
import type { ConfigState } from '../routing/config.ts'

/** 200 once a valid routes document is in use, else 503 naming what is wrong. */
export function answerHealth({ config, problems }: ConfigState): Response {
  const ok = config !== null
  const body = { ok, ...(ok ? { upstream: config.active } : {}), problems }
  return Response.json(body, { status: ok ? 200 : 503, headers: { 'Cache-Control': 'no-store' } })
}

/** The active upstream, the state of each, and the problems of the configuration in sentences. */
export function answerStatus({ config, problems }: ConfigState): Response {
  const health = config?.health ?? {}
  return publicJson({
    active_upstream: config?.active ?? null,
    upstreams: (config?.routes.upstreams ?? []).map(({ name, registry, namespace }) => {
      const ill = Object.hasOwn(health, name) ? health[name] : undefined
      const since = ill === undefined ? null : new Date(ill.since).toISOString()
      return { name, registry, namespace, state: ill?.state ?? 'up', since, why: ill?.why ?? null }
    }),
    problems,
  })
}

export function answerIncidents(incidents: Incident[]): Response {
  const time = (at: number | null) => (at === null ? null : new Date(at).toISOString())
  return publicJson({
    incidents: incidents.map(({ kind, started_at, ended_at, from_upstream, to_upstream, why, saved }) => ({
      kind,
      started_at: time(started_at),
      ended_at: time(ended_at),
      from: from_upstream,
      to: to_upstream === '' ? null : to_upstream,
      why,
      requests_saved: saved,
    })),
  })
}

/** Whom a firewall has to let through: ourselves, the registries, and the hosts that layers lately came from. */
export function answerHosts(own: string, { config }: ConfigState, contentHosts: ContentHost[]): Response {
  const upstreams = config?.routes.upstreams ?? []
  return publicJson({
    gateway: own,
    registries: upstreams.map(({ name, registry }) => ({ upstream: name, host: new URL(registry).host })),
    content: contentHosts,
    hosts: [
      ...new Set([
        own,
        ...upstreams.map(({ registry }) => new URL(registry).host),
        ...contentHosts.map(({ host }) => host),
      ]),
    ],
  })
}

function publicJson(body: object): Response {
  return Response.json(body, { headers: { 'Cache-Control': 'no-store', 'Access-Control-Allow-Origin': '*' } })
}
