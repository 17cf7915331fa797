// /healthz, for probes.
import type { ConfigState } from '../routing/config.ts'

/** 200 once a valid routes document is in use, else 503 naming what is wrong. */
export function answerHealth({ config, problems }: ConfigState): Response {
  const ok = config !== null
  const body = { ok, ...(ok ? { upstream: config.active } : {}), problems }
  return Response.json(body, { status: ok ? 200 : 503, headers: { 'Cache-Control': 'no-store' } })
}
