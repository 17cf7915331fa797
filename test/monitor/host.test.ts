// GET /api/v1/hosts: whom a firewall has to let through.
import { afterEach, describe, expect, it } from 'vitest'
import * as z from 'zod'
import { emptyLedger } from '../analytics/store.ts'
import { byBlob, restoreAll, stopClock } from '../gateway/scene.ts'
import { type World, createWorld } from '../gateway/world.ts'
import { createWatched, takeIn } from './scene.ts'

afterEach(restoreAll)

const hostsOf = async (world: World) => (await world.ask('/api/v1/hosts')).json()
const ownOf = (world: World) => new URL(world.origin).host

describe('GET /api/v1/hosts', () => {
  it('names the gateway and its registries, and anybody may read it', async () => {
    await emptyLedger()
    const world = await createWorld({ upstreams: { quay: {}, ghcr: {} } })
    const response = await world.ask('/api/v1/hosts')
    expect(response.headers.get('Access-Control-Allow-Origin')).toBe('*')
    const own = ownOf(world)
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

  it.each([
    ['releases/download/{version}/{file}', ['release-assets', 'objects']],
    ['archive/refs/tags/{version}/{file}', ['codeload']],
    ['raw/{version}/{file}', ['raw']],
    ['{version}/{file}', ['release-assets', 'objects', 'codeload', 'raw']],
    ['blob/{version}/{file}', []],
  ])('names the hosts that GitHub redirects on to from %s, and by which', async (rest, names) => {
    await emptyLedger()
    const path = '/f/{version}/{file}'
    const world = await createWorld({
      upstreams: { quay: {} },
      routes: { files: { [path]: `https://github.com/owner/project/${rest}` } },
    })
    const further = names.map((name) =>
      name === 'codeload' ? 'codeload.github.com' : `${name}.githubusercontent.com`,
    )
    expect(await hostsOf(world)).toMatchObject({
      downloads: [
        { path, host: 'github.com', via: null },
        ...further.map((host) => ({ path, host, via: 'github.com' })),
      ],
      hosts: [ownOf(world), 'quay.example.com', 'github.com', ...further],
    })
  })

  it('knows nothing of hosts that are named like GitHub', async () => {
    await emptyLedger()
    const rest = 'owner/project/releases/download/{file}'
    const hosts = ['github.com.example', 'my-github.com', 'github.com:8443']
    const world = await createWorld({
      upstreams: { quay: {} },
      routes: { files: { '/f/{file}': hosts.map((host) => `https://${host}/${rest}`) } },
    })
    expect(await hostsOf(world)).toMatchObject({ hosts: [ownOf(world), 'quay.example.com', ...hosts] })
  })

  it('names the content host of a layer that was resolved', async () => {
    await emptyLedger()
    const world = await createWorld({ upstreams: { quay: {} }, upstream: { blobs: 'resolve' } })
    await world.ask(byBlob(world))
    await takeIn(world)
    expect(await hostsOf(world)).toMatchObject({
      content: [{ upstream: 'quay', host: 'cdn.quay.example.net' }],
      hosts: [ownOf(world), 'quay.example.com', 'cdn.quay.example.net'],
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
