// What the gateway says of itself: /healthz for probes, /api/v1/status for people.
import type { ConfigState } from '../routing/config.ts'

/** 200 once a valid routes document is in use, else 503 naming what is wrong. */
export function answerHealth({ config, problems }: ConfigState): Response {
  const ok = config !== null
  const body = { ok, ...(ok ? { upstream: config.active } : {}), problems }
  return Response.json(body, { status: ok ? 200 : 503, headers: { 'Cache-Control': 'no-store' } })
}

/** The active upstream, all upstreams, and the problems of the configuration in sentences. */
export function answerStatus({ config, problems }: ConfigState): Response {
  const body = {
    active_upstream: config?.active ?? null,
    upstreams: (config?.routes.upstreams ?? []).map(({ name, registry, namespace }) => ({
      name,
      registry,
      namespace,
    })),
    problems,
  }
  return Response.json(body, { headers: { 'Cache-Control': 'no-store', 'Access-Control-Allow-Origin': '*' } })
}
