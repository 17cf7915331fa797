// GET /api/v1/hosts: whom a firewall has to let through.
import { afterEach, describe, expect, it } from 'vitest'
import { emptyLedger } from '../analytics/store.ts'
import { byBlob, restoreAll, stopClock } from '../gateway/scene.ts'
import { type World, createWorld } from '../gateway/world.ts'
import { createWatched, takeIn } from './scene.ts'

afterEach(restoreAll)

const hostsOf = async (world: World) => (await world.ask('/api/v1/hosts')).json()

describe('GET /api/v1/hosts', () => {
  it('names the gateway and its registries, and anybody may read it', async () => {
    await emptyLedger()
    const world = await createWorld({ upstreams: { quay: {}, ghcr: {} } })
    const response = await world.ask('/api/v1/hosts')
    expect(response.headers.get('Access-Control-Allow-Origin')).toBe('*')
    const own = new URL(world.origin).host
    expect(await response.json()).toEqual({
      gateway: own,
      registries: [
        { upstream: 'quay', host: 'quay.example.com' },
        { upstream: 'ghcr', host: 'ghcr.example.com' },
      ],
      content: [],
      hosts: [own, 'quay.example.com', 'ghcr.example.com'],
    })
  })

  it('names the content host of a layer that was resolved', async () => {
    await emptyLedger()
    const world = await createWorld({ upstreams: { quay: {} }, upstream: { blobs: 'resolve' } })
    await world.ask(byBlob(world))
    await takeIn(world)
    expect(await hostsOf(world)).toMatchObject({
      content: [{ upstream: 'quay', host: 'cdn.quay.example.net' }],
      hosts: [new URL(world.origin).host, 'quay.example.com', 'cdn.quay.example.net'],
    })
  })

  it.each(['direct', 'resolve'] as const)(
    'names what probes were led to, where blobs are %s',
    async (blobs) => {
      const world = await createWatched({ blobs })
      expect(await hostsOf(world)).toMatchObject({
        content: [
          { upstream: 'ghcr', host: 'cdn.ghcr.example.net' },
          { upstream: 'quay', host: 'cdn.quay.example.net' },
        ],
      })
    },
  )

  it('forgets a content host after thirty days', async () => {
    const pass = stopClock()
    const world = await createWatched()
    pass(29 * 86_400)
    expect(await hostsOf(world)).toMatchObject({ content: [{}, {}] })
    pass(2 * 86_400)
    expect(await hostsOf(world)).toMatchObject({ content: [] })
  })
})
