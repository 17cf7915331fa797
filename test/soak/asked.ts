// One request of the soak: what may come back, and what it then counts as.
import type { Agent } from './agent.ts'
import type { Counted } from './expected.ts'

export type Asked = {
  method: string
  path: string
  agent: Agent
  headers?: Record<string, string>
  /** The statuses that are right whatever the upstream does. */
  status: number
  /** Whether a failing upstream may show: as 429, 502 or 503, and in the numbers as an error. */
  mayFail?: boolean
  /** The digest of the bytes that have to come; for a redirect, of those behind it, if they are to be fetched. */
  digest?: string
  counts?: Omit<Counted, 'agent'>[]
  /** Why it is not counted, where that is noted. */
  drops?: string
}

export const FAILED = [429, 502, 503]

/** What an answer counts as; an artifact's failed answer is an error. */
export function countedOf(asked: Asked, status: number): Counted[] {
  const { agent, counts = [] } = asked
  if (status === asked.status) return counts.map((one) => ({ ...one, agent }))
  const artifact = artifactOf(asked.path)
  return [
    {
      metric: 'error',
      artifact,
      version: '',
      platform: agent.platform,
      upstream: 'local',
      reason: 'upstream_failure',
      agent,
    },
  ]
}

function artifactOf(path: string): string {
  return /^\/v2\/(.+)\/(?:manifests|blobs|tags|referrers)\//.exec(path)?.[1] ?? ''
}
