// GET /api/v1/hosts: whom a firewall has to let through.
import { afterEach, describe, expect, it } from 'vitest'
import * as z from 'zod'
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
      downloads: [],
      hosts: [own, 'quay.example.com', 'ghcr.example.com'],
    })
  })

  it('names the hosts that files and charts are redirected to', async () => {
    await emptyLedger()
    const world = await createWorld({
      upstreams: { quay: {} },
      routes: {
        files: { '/releases/{+path}': ['https://github.example/{+path}', 'https://mirror.example/{+path}'] },
        helm: { '/charts': 'https://charts.example' },
      },
    })
    const hosts = ['github.example', 'mirror.example', 'charts.example']
    const answer = z.object({ downloads: z.array(z.object({ path: z.string(), host: z.string() })) })
    const { downloads } = answer.parse(await hostsOf(world))
    expect(downloads.map(({ host }) => host).toSorted()).toEqual(hosts.toSorted())
    expect(await hostsOf(world)).toMatchObject({ hosts: expect.arrayContaining(hosts) as string[] })
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
