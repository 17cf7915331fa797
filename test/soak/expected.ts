// The driver's own ledger: what everything that was sent has to have been counted as, by docs/counting.md.
import type { Agent } from './agent.ts'

/** '' is "not known". */
export type Counted = {
  metric: string
  artifact: string
  version: string
  platform: string
  upstream: string
  reason: string
  agent: Agent
}

export const DIMENSIONS = [
  'artifact',
  'version',
  'platform',
  'country',
  'continent',
  'client',
  'client_version',
  'class',
  'provider',
  'upstream',
  'reason',
] as const
export type Dimension = (typeof DIMENSIONS)[number]

/** Where `npm start` says that everybody is. */
const PLACE = { country: 'US', continent: 'NA', provider: '' }

export type Expected = {
  count: (counted: Counted) => void
  drop: (reason: string) => void
  total: () => number
  dropped: () => ReadonlyMap<string, number>
  /** What was counted at all, with '' for all artifacts together. */
  questions: () => { metric: string; artifact: string }[]
  by: (question: { metric: string; artifact: string }, dimension: Dimension) => Map<string, number>
}

export function createExpected(): Expected {
  const counts = new Map<string, { values: Record<Dimension, string>; metric: string; count: number }>()
  const dropped = new Map<string, number>()
  let total = 0
  return {
    count: (counted) => {
      const { metric } = counted
      const values = valuesOf(counted)
      const key = JSON.stringify([metric, values])
      const known = counts.get(key) ?? { values, metric, count: 0 }
      counts.set(key, { ...known, count: known.count + 1 })
      total++
    },
    drop: (reason) => dropped.set(reason, (dropped.get(reason) ?? 0) + 1),
    total: () => total,
    dropped: () => dropped,
    questions: () => {
      const asked = [...counts.values()].flatMap(({ metric, values }) => [
        { metric, artifact: '' },
        { metric, artifact: values.artifact },
      ])
      return [...new Map(asked.map((one) => [`${one.metric} ${one.artifact}`, one])).values()]
    },
    by: ({ metric, artifact }, dimension) => {
      const sums = new Map<string, number>()
      for (const one of counts.values()) {
        if (one.metric !== metric || (artifact !== '' && one.values.artifact !== artifact)) continue
        const value = one.values[dimension] || '(unknown)'
        sums.set(value, (sums.get(value) ?? 0) + one.count)
      }
      return sums
    },
  }
}

function valuesOf({
  artifact,
  version,
  platform,
  upstream,
  reason,
  agent,
}: Counted): Record<Dimension, string> {
  const { client, class: kind } = agent
  return {
    artifact,
    version,
    platform,
    upstream,
    reason,
    client,
    client_version: agent.version,
    class: kind,
    ...PLACE,
  }
}
