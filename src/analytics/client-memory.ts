// Who asks, found once for each User-Agent: a few clients send nearly all of them.
import { LRU } from 'tiny-lru'
import { type Client, clientOf } from './client.ts'

/** User-Agents are made up by whoever asks. */
const AGENTS_MAX = 500
const AGENT_LENGTH_MAX = 512

export type ClientMemory = {
  /** As `clientOf`. Trying the table's expressions beside an answer takes as long as the rest of an event. */
  of: (userAgent: string | null) => Client
}

export function createClientMemory(): ClientMemory {
  const known = new LRU<Client>(AGENTS_MAX)
  return {
    of: (userAgent) => {
      const agent = userAgent ?? ''
      const before = known.get(agent)
      if (before !== undefined) return before
      const client = clientOf(userAgent)
      if (agent.length <= AGENT_LENGTH_MAX) known.set(agent, client)
      return client
    },
  }
}
