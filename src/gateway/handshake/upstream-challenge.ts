// What each registry says when it is asked without a token: where its tokens come from. No secret, so it is remembered.
import { LRU } from 'tiny-lru'
import { discardBody } from '../../body.ts'
import type { Edge } from '../../edge.ts'
import { type Challenge, parseChallenge } from '../../oci/challenge.ts'
import { RegistryError } from '../../oci/error.ts'
import type { Upstream } from '../../routing/routes.ts'
import { forward } from '../forward.ts'
import { isPage } from '../page.ts'

const REGISTRIES_MAX = 100
const REMEMBERED_MS = 5 * 60_000

/** null for a registry that asks nobody for anything. */
type Found = { challenge: Challenge | null; until: number }

export type UpstreamChallenges = {
  /** Throws `UNAVAILABLE` for an upstream whose ping is not a registry's. */
  of: (edge: Edge, upstream: Upstream) => Promise<Challenge | null>
  /** After the realm did not do what realms do: it may have moved. */
  forget: (upstream: Upstream) => void
}

export function createUpstreamChallenges(): UpstreamChallenges {
  const found = new LRU<Found>(REGISTRIES_MAX)
  return {
    of: async (edge, upstream) => {
      const known = found.get(upstream.registry)
      if (known !== undefined && known.until > Date.now()) return known.challenge
      const challenge = await ask(edge, upstream)
      found.set(upstream.registry, { challenge, until: Date.now() + REMEMBERED_MS })
      return challenge
    },
    forget: ({ registry }) => void found.delete(registry),
  }
}

async function ask(edge: Edge, upstream: Upstream): Promise<Challenge | null> {
  const response = await forward(edge, upstream, new Request(`${upstream.registry}/v2/`))
  await discardBody(response)
  const challenge = parseChallenge(response.headers.get('WWW-Authenticate'))
  if (response.status === 401 && challenge !== null) return challenge
  if (response.status === 200 && !isPage(response)) return null
  const message = `upstream ${upstream.name} answers GET /v2/ with status ${response.status} and does not say where its tokens come from`
  throw new RegistryError('UNAVAILABLE', { message })
}
