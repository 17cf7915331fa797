// What the upstreams are spared: fresh answers, joined questions, shared tokens and bounded waiting.
import { afterEach, describe, expect, it, vi } from 'vitest'
import { DOCKER_LIST, DOCKER_MANIFEST, OCI_INDEX, OCI_MANIFEST } from '../../src/oci/media-type.ts'
import {
  NAME,
  TAG,
  breakDown,
  byBlob,
  byDigest,
  imageOf,
  repair,
  restoreAll,
  withoutEdgeCache,
} from './scene.ts'
import { type World, createWorld } from './world.ts'

afterEach(restoreAll)

const FRESH = { TAG_TTL_SECONDS: 60, CONFIG_TTL_SECONDS: 60 }
const headers = { Accept: [DOCKER_MANIFEST, DOCKER_LIST, OCI_INDEX, OCI_MANIFEST].join(', ') }

const createOne = (vars: Record<string, unknown> = FRESH) =>
  createWorld({ upstreams: { quay: { auth: 'token' } }, upstream: { blobs: 'resolve' }, vars })

/** What Docker asks before it asks for blobs. */
async function pull(world: World): Promise<number[]> {
  const { index, manifest } = imageOf(world)
  const head = await world.ask(TAG, { method: 'HEAD', headers })
  const paths = [index, manifest].map((digest) => `${NAME}/manifests/${digest}`)
  const gets = await Promise.all(paths.map((path) => world.ask(path, { headers })))
  return [head, ...gets].map(({ status }) => status)
}

describe('a thousand pulls within a tag’s time', () => {
  const PULLS = 1000
  const AT_ONCE = 50

  it('ask the upstream nothing, and the first one before them four times', async () => {
    const world = await createOne()
    expect(await pull(world)).toEqual([200, 200, 200])
    expect(world.seen()).toEqual([
      'quay manifest 401',
      'quay token 200',
      'quay manifest 200',
      'quay manifest 200',
    ])
    const statuses = new Set<number>()
    for (let count = 0; count < PULLS; count += AT_ONCE) {
      const pulled = await Promise.all(Array.from({ length: AT_ONCE }, () => pull(world)))
      for (const status of pulled.flat()) statuses.add(status)
    }
    expect([[...statuses], world.seen()]).toEqual([[200], []])
  }, 60_000)

  it('ask it nothing either when isolates come and go', async () => {
    const world = await createOne()
    await pull(world)
    world.seen()
    for (let count = 0; count < 50; count++) {
      world.restart()
      await pull(world)
    }
    expect(world.seen()).toEqual([])
  })

  it('ask it for the tag once an isolate where the Cache API does nothing', async () => {
    const world = await createOne()
    withoutEdgeCache()
    await pull(world)
    world.seen()
    world.restart()
    for (let count = 0; count < 20; count++) await pull(world)
    expect(world.seen()).toEqual(['quay manifest 401', 'quay token 200', 'quay manifest 200'])
  })
})

describe('equal requests at once', () => {
  const HUNDRED = Array.from({ length: 100 })

  it.each([
    ['a tag', () => TAG],
    ['a digest', byDigest],
  ])('for %s are one: one token, one manifest', async (_what, pathOf) => {
    const world = await createOne()
    const answers = await Promise.all(HUNDRED.map(() => world.ask(pathOf(world), { headers })))
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]))
    expect(world.seen()).toEqual(['quay manifest 401', 'quay token 200', 'quay manifest 200'])
  })

  it('for a hundred different things share the token', async () => {
    const world = await createOne()
    await Promise.all(HUNDRED.map((_, count) => world.ask(`${NAME}/manifests/v0.0.${count}`)))
    expect(world.seen().filter((line) => line.startsWith('quay token'))).toEqual(['quay token 200'])
  })

  it('by HEAD and by GET are one', async () => {
    const world = await createOne()
    await Promise.all(
      HUNDRED.map((_, count) => world.ask(TAG, { headers, method: count % 2 === 0 ? 'GET' : 'HEAD' })),
    )
    expect(world.seen().filter((line) => line.startsWith('quay manifest 200'))).toHaveLength(1)
  })

  it('fail together', async () => {
    const world = await createOne()
    breakDown(world, 'quay', { as: '500' })
    const answers = await Promise.all(HUNDRED.map(() => world.ask(TAG)))
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([503]))
    expect(world.seen()).toEqual(['quay manifest 500'])
  })

  it('do not wait for one whose client went away, and took its fetch along', async () => {
    const world = await createOne({ UPSTREAM_TIMEOUT_MS: 300 })
    const network = vi.mocked(fetch).getMockImplementation()
    const asked = Promise.withResolvers<null>()
    // workerd ends a request whose client has gone: its promises are never settled.
    vi.mocked(fetch).mockImplementation(() => {
      asked.resolve(null)
      return new Promise(() => undefined)
    })
    void world.ask(TAG)
    await asked.promise
    if (network !== undefined) vi.mocked(fetch).mockImplementation(network)
    expect((await world.ask(TAG)).status).toBe(200)
    expect(world.seen()).toEqual(['quay manifest 401', 'quay token 200', 'quay manifest 200'])
  })
})

describe('a deadline', () => {
  it.each([
    ['before an answer', 'hang'],
    ['in the middle of one', 'truncated'],
  ] as const)('holds for an upstream that stops %s', async (_when, as) => {
    const world = await createOne({ UPSTREAM_TIMEOUT_MS: 300 })
    breakDown(world, 'quay', { as })
    for (const path of [TAG, byDigest(world), `${NAME}/tags/list`]) {
      expect((await world.ask(path)).status).toBe(503)
    }
    repair(world, 'quay')
    expect((await world.ask(byBlob(world))).status).toBe(307)
  })
})
