// Which upstream is asked: the operator's, unless it fails; then the next one in the document's order.
import { env } from 'cloudflare:workers'
import { afterEach, describe, expect, it } from 'vitest'
import type { Failure } from '../registry/switches.ts'
import { NAME, TAG, answering, breakDown, byBlob, byDigest, repair, restoreAll, stopClock } from './scene.ts'
import { type World, createWorld, errorOf } from './world.ts'

afterEach(restoreAll)

const THREE = { quay: {}, ghcr: {}, docker: {} }
const createThree = (options: { blobs?: string; vars?: Record<string, unknown>; routes?: object } = {}) =>
  createWorld({
    upstreams: THREE,
    upstream: { blobs: options.blobs ?? 'resolve' },
    vars: options.vars ?? {},
    routes: options.routes ?? {},
  })
const choose = (name: string) => env.CONFIG.put('upstream', name)

const ASKED: [string, (world: World) => string, string][] = [
  ['a manifest by tag', () => TAG, 'manifest 200'],
  ['a manifest by digest', byDigest, 'manifest 200'],
  ['a blob that is resolved', byBlob, 'blob 307'],
  ['the list of tags', () => `${NAME}/tags/list`, 'tags 200'],
]

describe.each(ASKED)('%s', (_what, pathOf, good) => {
  const [kind = ''] = good.split(' ')

  it('comes from the first upstream of the document, and nobody else is asked', async () => {
    const world = await createThree()
    expect((await world.ask(pathOf(world))).status).toBeLessThan(400)
    expect(world.seen()).toEqual([`quay ${good}`])
  })

  it('comes from the next one when that fails, within the request', async () => {
    const world = await createThree()
    breakDown(world, 'quay', { as: '503' })
    expect((await world.ask(pathOf(world))).status).toBeLessThan(400)
    expect(world.seen()).toEqual([`quay ${kind} 503`, `ghcr ${good}`])
  })

  it('comes from the one after that when both fail', async () => {
    const world = await createThree()
    breakDown(world, 'quay', { as: '503' })
    breakDown(world, 'ghcr', { as: 'html' })
    expect((await world.ask(pathOf(world))).status).toBeLessThan(400)
    expect(world.seen()).toEqual([`quay ${kind} 503`, `ghcr ${kind} 200`, `docker ${good}`])
  })

  it('comes from the one that the operator has chosen, and from the others in order when that fails', async () => {
    const world = await createThree()
    await choose('docker')
    await world.ask(pathOf(world))
    expect(world.seen()).toEqual([`docker ${good}`])
    const other = await createThree()
    await choose('docker')
    breakDown(other, 'docker', { as: '503' })
    await other.ask(pathOf(other))
    // By registry, in the document's order.
    expect(other.seen()).toEqual([`quay ${good}`, `docker ${kind} 503`])
  })

  it('fails with the error of the one that was wanted when all fail', async () => {
    const world = await createThree()
    for (const name of Object.keys(THREE)) breakDown(world, name, { as: '503' })
    const response = await world.ask(pathOf(world))
    expect(response.status).toBe(503)
    expect((await errorOf(response)).message).toMatch(
      /^upstream quay \(jetstack\/.* answered with status 503/,
    )
    expect(world.seen()).toEqual(Object.keys(THREE).map((name) => `${name} ${kind} 503`))
  })
})

describe('a switch', () => {
  it('is obeyed at once, though the tag’s old answer is still fresh', async () => {
    const world = await createThree({ vars: { TAG_TTL_SECONDS: 60 } })
    await world.ask(TAG)
    await world.ask(TAG)
    expect(world.seen()).toEqual(['quay manifest 200'])
    await choose('ghcr')
    await world.ask(TAG)
    await world.ask(TAG)
    expect(world.seen()).toEqual(['ghcr manifest 200'])
    await env.CONFIG.delete('upstream')
    await world.ask(TAG)
    expect(world.seen()).toEqual(['quay manifest 200'])
  })

  it('to one that is dead is failed over, and the old answer stands in where all are', async () => {
    const world = await createThree({ vars: { TAG_TTL_SECONDS: 60 } })
    await world.ask(TAG)
    await choose('ghcr')
    breakDown(world, 'ghcr', { as: '503' })
    world.seen()
    expect((await world.ask(TAG)).status).toBe(200)
    expect(world.seen()).toEqual(['quay manifest 200', 'ghcr manifest 503'])
    await choose('docker')
    for (const name of Object.keys(THREE)) breakDown(world, name, { as: '503' })
    const stale = await world.ask(TAG)
    expect([stale.status, stale.headers.has('Warning')]).toEqual([200, true])
  })
})

describe('“no such thing”', () => {
  const at = (name: string): [string, string] => [
    name,
    '/v2/jetstack/cert-manager-controller/manifests/v1.19.0',
  ]
  const unknown = () => Response.json({ errors: [{ code: 'MANIFEST_UNKNOWN' }] }, { status: 404 })

  it('is believed of the upstream that is wanted', async () => {
    const world = await createThree()
    answering(world, at('quay'), unknown)
    expect((await world.ask(TAG)).status).toBe(404)
    expect(world.seen()).toEqual([])
  })

  it('is not believed of one that stands in for it: the next one is asked', async () => {
    const world = await createThree()
    breakDown(world, 'quay', { as: '503' })
    answering(world, at('ghcr'), unknown)
    expect((await world.ask(TAG)).status).toBe(200)
    expect(world.seen()).toEqual(['quay manifest 503', 'docker manifest 200'])
  })

  it('is not told the client while it is not known: the wanted one failed', async () => {
    const world = await createThree()
    breakDown(world, 'quay', { as: '503' })
    answering(world, at('ghcr'), unknown)
    breakDown(world, 'docker', { as: '503' })
    expect((await world.ask(TAG)).status).toBe(503)
  })

  it('says nothing of the next upstream where a digest is asked for', async () => {
    const world = await createThree({
      routes: { repositories: { 'cert-manager-*': { upstream: { quay: 'nothing/of-that-name' } } } },
    })
    expect((await world.ask(TAG)).status).toBe(404)
    expect((await world.ask(byDigest(world))).status).toBe(200)
    expect((await world.ask(byBlob(world))).status).toBe(307)
  })
})

describe('what another upstream or a kept answer served', () => {
  const saved = (world: World) => world.sent().flatMap(({ event }) => (event === null ? [] : [event.saved]))

  it('is told to the counter by the name of the one that failed', async () => {
    const world = await createThree()
    await world.ask(byDigest(world))
    await world.ask(TAG)
    expect(saved(world)).toEqual(['', ''])
    breakDown(world, 'quay', { as: '503' })
    await world.ask(TAG)
    await world.ask(byBlob(world))
    expect(saved(world)).toEqual(['quay'])
    for (const name of Object.keys(THREE)) breakDown(world, name, { as: '503' })
    await world.ask(TAG)
    expect(saved(world)).toEqual(['quay'])
  })
})

describe('a connection that fails', () => {
  it('is tried once more', async () => {
    const world = await createWorld({ upstreams: { quay: {} } })
    breakDown(world, 'quay', { as: 'refuse', times: 1 })
    expect((await world.ask(TAG)).status).toBe(200)
    expect(world.seen()).toEqual(['quay manifest 0', 'quay manifest 200'])
  })

  it.each([
    ['refuse', ['quay manifest 0', 'quay manifest 0']],
    ['hang', ['quay manifest 0']],
    ['500', ['quay manifest 500']],
  ] as [Failure['as'], string[]][])(
    'is tried once more and no oftener, and what answers or hangs is not: %s',
    async (as, asked) => {
      const world = await createWorld({ upstreams: { quay: {} } })
      breakDown(world, 'quay', { as })
      expect((await world.ask(TAG)).status).toBe(503)
      expect(world.seen()).toEqual(asked)
    },
  )
})

describe('an upstream that comes back', () => {
  it('is used again by itself', async () => {
    const pass = stopClock()
    const world = await createThree()
    breakDown(world, 'quay', { as: '503' })
    for (let count = 0; count < 5; count++) await world.ask(TAG)
    repair(world, 'quay')
    pass(11)
    world.seen()
    for (let count = 0; count < 3; count++) await world.ask(TAG)
    expect(world.seen()).toEqual(['quay manifest 200', 'quay manifest 200', 'quay manifest 200'])
  })
})
