import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { restoreAll } from '../scene.ts'
import { type World, errorOf } from '../world.ts'
import {
  NAME,
  PUBLIC_TAG,
  type Token,
  TAG,
  WRONG,
  basic,
  challengeOf,
  createTokenWorld,
  read,
  scopeOf,
} from './scene.ts'

let world: World

beforeEach(async () => {
  world = await createTokenWorld()
  vi.spyOn(console, 'error').mockReturnValue()
})
afterEach(restoreAll)

/** `/token` asked with a login that the upstream refuses. */
const askAs = (userAgent: string, query: string) =>
  world.ask(`/token?${query}`, { headers: { ...basic(WRONG), 'User-Agent': userAgent } })

describe('a login that the upstream refuses', () => {
  const sentence = /does not accept this login: log in again with .docker login/

  it.each(['docker/29.0.1', 'containers/5.34.1', 'curl/8.5.0', 'not-containerd/1'])(
    'is told to %s at once',
    async (userAgent) => {
      const response = await askAs(userAgent, scopeOf(NAME))
      expect(response.status).toBe(401)
      expect((await errorOf(response)).message).toMatch(sentence)
    },
  )

  it.each(['containerd/1.6.20', 'containerd/v2.4.2', 'buildkit/v0.30.0'])(
    'is told to %s with the image, since it shows nothing of a token endpoint but the status',
    async (userAgent) => {
      const answer = await askAs(userAgent, scopeOf(NAME))
      expect(answer.status).toBe(200)
      const { token, expires_in: seconds } = await answer.json<Token>()
      expect(seconds).toBe(60)
      world.seen()

      const asked = await read(world.ask, TAG, token, 'HEAD')
      expect(asked.status).toBe(401)
      expect(challengeOf(asked)).toMatch(
        /error="[^"]*does not accept this login: log in again with 'docker login /,
      )
      const got = await read(world.ask, TAG, token)
      expect(got.status).toBe(401)
      expect(challengeOf(got)).toContain('error="insufficient_scope"')
      expect((await errorOf(got)).message).toMatch(sentence)
      // Not what everybody may read either: whoever logs in wants to know that it failed.
      expect((await read(world.ask, PUBLIC_TAG, token)).status).toBe(401)
      expect(world.seen()).toEqual([])
    },
  )

  it('is told to containerd at once where it logs in', async () => {
    expect((await askAs('containerd/v2.4.2', 'service=x')).status).toBe(401)
  })
})
