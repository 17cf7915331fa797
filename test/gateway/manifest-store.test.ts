// Manifests by digest: edge cache, then KV, then upstreams, and never a byte that does not have the hash.
import { env } from 'cloudflare:workers'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { digestOf } from '../../src/oci/digest.ts'
import { OCI_MANIFEST } from '../../src/oci/media-type.ts'
import type { Failure } from '../registry/switches.ts'
import {
  EMPTY_KV,
  breakDown,
  byDigest,
  imageOf,
  repair,
  restoreAll,
  storeKey,
  withEdgeCache,
  withoutEdgeCache,
} from './scene.ts'
import { type World, createWorld, errorOf } from './world.ts'

afterEach(restoreAll)

const createOne = (vars: Record<string, unknown> = {}) => createWorld({ upstreams: { quay: {} }, vars })

async function expectManifest(world: World): Promise<void> {
  const response = await world.ask(byDigest(world))
  expect(response.status).toBe(200)
  expect(await digestOf(await response.arrayBuffer())).toBe(imageOf(world).manifest)
  expect(response.headers.get('Content-Type')).toBe(OCI_MANIFEST)
  expect(response.headers.get('Warning')).toBeNull()
}

/** In every way a manifest, but for its hash. */
const ANOTHER = JSON.stringify({ schemaVersion: 2, mediaType: OCI_MANIFEST, layers: [], annotations: {} })

const WRONG: [string, string | Uint8Array<ArrayBuffer>][] = [
  ['nothing', ''],
  ['a web page', '<!doctype html>'],
  ['another manifest', ANOTHER],
  ['bytes that are no text', new Uint8Array([0xff, 0x00, 0xfe])],
]

describe('a manifest by digest', () => {
  it('is asked of an upstream once, whatever becomes of the upstream', async () => {
    const world = await createOne()
    await expectManifest(world)
    expect(world.seen()).toEqual(['quay manifest 200'])
    breakDown(world, 'quay', { as: 'refuse' })
    await expectManifest(world)
    expect(world.seen()).toEqual([])
  })

  it.each([
    ['the edge cache', { MANIFESTS: EMPTY_KV }, withEdgeCache],
    ['KV', {}, withoutEdgeCache],
  ])('is had from %s alone by an isolate that knows nothing', async (_which, vars, arrange) => {
    const world = await createOne(vars)
    arrange()
    await expectManifest(world)
    breakDown(world, 'quay', { as: 'refuse' })
    world.restart()
    world.seen()
    await expectManifest(world)
    expect(world.seen()).toEqual([])
  })

  it('is not had from anywhere once both are empty, which shows that nothing else keeps it', async () => {
    const world = await createOne({ MANIFESTS: EMPTY_KV })
    withoutEdgeCache()
    await expectManifest(world)
    breakDown(world, 'quay', { as: 'refuse' })
    world.restart()
    expect((await world.ask(byDigest(world))).status).toBe(503)
  })

  it('is put into the edge cache where KV had it', async () => {
    const world = await createOne()
    const edgeCache = vi.spyOn(caches.default, 'match').mockResolvedValue(undefined)
    await expectManifest(world)
    const put = vi.spyOn(caches.default, 'put')
    world.restart()
    await expectManifest(world)
    expect(put).toHaveBeenCalledTimes(1)
    edgeCache.mockRestore()
    breakDown(world, 'quay', { as: 'refuse' })
    await env.MANIFESTS.delete(storeKey(imageOf(world).manifest))
    world.restart()
    await expectManifest(world)
  })

  it('is kept by artifact: having it under one name says nothing of another, which may not be public', async () => {
    const world = await createOne()
    await expectManifest(world)
    const response = await world.ask(`/v2/cert-manager-webhook/manifests/${imageOf(world).manifest}`)
    expect([response.status, (await errorOf(response)).code]).toEqual([404, 'MANIFEST_UNKNOWN'])
  })
})

describe('a store that holds something else', () => {
  const putIntoKv = async (world: World, content: string | Uint8Array<ArrayBuffer>) => {
    const metadata = { mediaType: OCI_MANIFEST }
    await env.MANIFESTS.put(storeKey(imageOf(world).manifest), content, { metadata })
  }
  const putIntoEdgeCache = async (world: World, content: string | Uint8Array<ArrayBuffer>) => {
    const headers = { 'Content-Type': OCI_MANIFEST, 'Cache-Control': 'public, max-age=3600' }
    const address = `${world.origin}/.manifests/${storeKey(imageOf(world).manifest)}`
    await caches.default.put(address, new Response(content, { headers }))
  }

  describe.each(WRONG)('(%s)', (_what, content) => {
    it.each([
      ['the edge cache', {}, putIntoEdgeCache],
      ['the edge cache, and there is no KV', { MANIFESTS: EMPTY_KV }, putIntoEdgeCache],
      ['KV', {}, putIntoKv],
    ])('is passed over and put right: %s', async (_which, vars, corrupt) => {
      const world = await createOne(vars)
      await corrupt(world, content)
      await expectManifest(world)
      breakDown(world, 'quay', { as: 'refuse' })
      world.restart()
      await expectManifest(world)
    })

    it('is not served when there is nothing better', async () => {
      const world = await createOne()
      await putIntoEdgeCache(world, content)
      await putIntoKv(world, content)
      breakDown(world, 'quay', { as: 'refuse' })
      expect((await world.ask(byDigest(world))).status).toBe(503)
    })
  })

  it('does not hold up the other one: wrong in the edge cache, right in KV, no upstream', async () => {
    const world = await createOne()
    await expectManifest(world)
    await putIntoEdgeCache(world, 'wrong')
    breakDown(world, 'quay', { as: 'refuse' })
    world.restart()
    await expectManifest(world)
  })

  it('may be broken altogether', async () => {
    vi.spyOn(console, 'error').mockReturnValue()
    const broken = () => Promise.reject(new Error('is broken'))
    const world = await createOne({
      MANIFESTS: { get: broken, getWithMetadata: broken, put: broken },
    })
    vi.spyOn(caches.default, 'match').mockRejectedValue(new Error('is broken'))
    vi.spyOn(caches.default, 'put').mockRejectedValue(new Error('is broken'))
    await expectManifest(world)
    const tagged = await world.ask('/v2/cert-manager-controller/manifests/v1.19.0')
    expect(tagged.status).toBe(200)
  })
})

describe('an upstream’s wrong answer', () => {
  const kept = async () => (await env.MANIFESTS.list()).keys.map(({ name }) => name)

  it.each(['wrong-bytes', 'html', 'truncated'] as const satisfies Failure['as'][])(
    '(%s) is neither served nor stored, by digest or by tag',
    async (as) => {
      const world = await createOne()
      const put = vi.spyOn(caches.default, 'put')
      breakDown(world, 'quay', { as })
      for (const path of [byDigest(world), '/v2/cert-manager-controller/manifests/v1.19.0']) {
        expect((await world.ask(path)).status).toBeGreaterThanOrEqual(502)
      }
      expect([await kept(), put.mock.calls]).toEqual([[], []])
      repair(world, 'quay')
      await expectManifest(world)
    },
  )

  it('is found out by its hash alone, from one that names no digest', async () => {
    const world = await createOne()
    world.registries['quay']?.setSwitches({ digestHeader: false })
    breakDown(world, 'quay', { as: 'wrong-bytes' })
    const response = await world.ask(byDigest(world))
    expect([response.status, (await errorOf(response)).message]).toEqual([
      502,
      'upstream quay answered with content that does not have the digest asked for',
    ])
    expect(await kept()).toEqual([])
  })

  it('is passed over for another upstream’s right one, which is what is stored', async () => {
    const world = await createWorld({ upstreams: { quay: {}, ghcr: {} } })
    breakDown(world, 'quay', { as: 'wrong-bytes' })
    await expectManifest(world)
    expect(world.seen()).toEqual(['quay manifest 200', 'ghcr manifest 200'])
    expect(await kept()).toEqual([storeKey(imageOf(world).manifest)])
  })
})
