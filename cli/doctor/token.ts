// The token that anybody gets, from wherever the registry says.
import * as z from 'zod'
import type { Challenge } from '../../src/oci/challenge.ts'
import { ask } from './ask.ts'
import { Blocked } from './blocked.ts'
import { refused } from './judge.ts'
import type { ImageReference } from './reference.ts'
import type { Trail } from './trail.ts'

const answerSchema = z.object({ token: z.string().optional(), access_token: z.string().optional() })

/** What to send as Authorization; null where nobody gives one to strangers, for the registry may answer all the same. */
export async function findToken(
  trail: Trail,
  challenge: Challenge,
  { origin, repository }: ImageReference,
): Promise<string | null> {
  const { hostname } = new URL(origin)
  if (challenge.scheme === 'basic')
    throw new Blocked('token', hostname, {
      why: 'the registry wants a login for everything',
      advice: 'the network lets it through; docker login is the next step',
      isBetween: false,
    })
  if (!URL.canParse(challenge.realm))
    throw new Blocked('token', hostname, {
      why: 'it names no address for tokens',
      advice: 'tell whoever runs the registry',
      isBetween: false,
    })
  const url = new URL(challenge.realm)
  if (challenge.service !== null) url.searchParams.set('service', challenge.service)
  url.searchParams.set('scope', `repository:${repository}:pull`)
  const asked = await ask(trail, 'token', url)
  const { data } = answerSchema.safeParse(parsed(asked.body))
  const token = data?.access_token ?? data?.token
  if (asked.status === 200 && token !== undefined && /^[\x21-\x7e]+$/.test(token)) {
    trail.passed('token', url.hostname, 'gives a token')
    return `Bearer ${token}`
  }
  throw refused('token', asked)
}

function parsed(body: ArrayBuffer): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(body))
  } catch {
    return null
  }
}
