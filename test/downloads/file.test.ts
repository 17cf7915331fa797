import { env } from 'cloudflare:workers'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { type World } from '../gateway/world.ts'
import { repair, stopClock, restoreAll } from '../gateway/scene.ts'
import { emptyLedger } from '../analytics/store.ts'
import { FIRST, SECOND, counted, createDownloads } from './world.ts'

afterEach(restoreAll)

const FILE = 'v1.19.0/cmctl_linux_amd64.tar.gz'
const locationOf = (response: Response) => response.headers.get('Location')
const get = (world: World, path: string, headers: Record<string, string> = {}) => world.ask(path, { headers })

describe('a file', () => {
  it('is a redirect with the query kept, and one download, once it is known to be there', async () => {
    const world = await createDownloads()
    const response = await get(world, `/releases/${FILE}?a=1%202&b`)
    expect([response.status, locationOf(response), await response.text()]).toEqual([
      302,
      `${FIRST}/${FILE}?a=1%202&b`,
      '',
    ])
    expect(response.headers.get('Cache-Control')).toBe('no-store')
    expect(counted(world)).toEqual(['file_download releases/cmctl v1.19.0 linux/amd64'])
    expect(world.seen()).toEqual(['quay file 200'])
  })

  it('is asked about once, by whichever isolate', async () => {
    const world = await createDownloads()
    await get(world, `/releases/${FILE}`)
    world.restart()
    await get(world, `/releases/${FILE}`)
    expect(world.seen()).toEqual(['quay file 200'])
    expect(counted(world)).toHaveLength(2)
  })

  it('is asked about without what a client puts into its query, which only the redirect has', async () => {
    const world = await createDownloads()
    const keys = vi.spyOn(caches.default, 'put')
    for (const path of [`/releases/${FILE}`, '/both/v1.19.0/cert-manager.yaml']) {
      await get(world, `${path}?token=a-secret`)
      const response = await get(world, `${path}?token=another-secret`)
      expect(locationOf(response)).toContain('?token=another-secret')
      expect(world.seen()).toHaveLength(1)
    }
    expect(keys).toHaveBeenCalled()
    expect(JSON.stringify(keys.mock.calls.map(([key]) => key))).not.toContain('secret')
  })

  // prettier-ignore
  it.each([
    ['GET', {}, 1],
    ['GET', { Range: 'bytes=0-' }, 1],
    ['GET', { Range: 'bytes=100000-' }, 0],
    ['GET', { Range: 'bytes=-5' }, 0],
    ['HEAD', {}, 0],
  ])('counts its first byte only: %s with %j', async (method, headers: Record<string, string>, count) => {
    const world = await createDownloads()
    expect((await world.ask(`/releases/${FILE}`, { method, headers })).status).toBe(302)
    expect(counted(world)).toHaveLength(count)
  })

  it('that was made up is no artifact: it is an error of its route', async () => {
    const world = await createDownloads()
    for (const name of ['made-up.yaml', 'cert-manager.yaml%00', 'x'.repeat(300)])
      await get(world, `/releases/v9.9.9/${name}`)
    expect(counted(world)).toEqual(['error releases unknown_file', 'error releases unknown_file'])
  })

  it('is counted under the name that the route gives', async () => {
    const world = await createDownloads()
    await get(world, `/tool/${FILE}`)
    expect(counted(world)).toEqual(['file_download cmctl v1.19.0 linux/amd64'])
  })

  it('is led to and counted while its host is silent', async () => {
    const world = await createDownloads()
    world.registries['quay']?.setSwitches({ failures: [{ on: ['file'], as: 'refuse' }] })
    expect((await get(world, `/releases/${FILE}`)).status).toBe(302)
    expect(counted(world)).toEqual(['file_download releases/cmctl v1.19.0 linux/amd64'])
  })
})

describe('latest', () => {
  const LATEST = '/releases/latest/cert-manager.yaml'

  it('is the version that the operator has set, and is counted as that', async () => {
    const world = await createDownloads()
    expect((await get(world, LATEST)).status).toBe(404)
    await env.CONFIG.put('release', ' v1.18.2\n')
    expect(locationOf(await get(world, LATEST))).toBe(`${FIRST}/v1.18.2/cert-manager.yaml`)
    expect(locationOf(await get(world, '/releases/v1.19.0/latest'))).toBe(`${FIRST}/v1.19.0/latest`)
    expect(counted(world)[0]).toBe('file_download releases/cert-manager.yaml v1.18.2')
  })

  it('can be another one for each artifact', async () => {
    const world = await createDownloads()
    await env.CONFIG.put('release', JSON.stringify({ cmctl: 'v2.3.0', releases: 'v1.19.0' }))
    expect(locationOf(await get(world, '/tool/latest/x'))).toBe(`${FIRST}/v2.3.0/x`)
    expect(locationOf(await get(world, LATEST))).toBe(`${FIRST}/v1.19.0/cert-manager.yaml`)
    expect((await get(world, '/both/latest/x')).status).toBe(404)
  })

  it.each(['../../evil', 'latest', 'a/b', 'v1%2f', '{"releases": "../x"}', '{', ''])(
    'stays what it was while the key says %j, which is reported',
    async (broken) => {
      const world = await createDownloads()
      await env.CONFIG.put('release', 'v1.18.2')
      await get(world, LATEST)
      await env.CONFIG.put('release', broken)
      for (const isolate of ['the same', 'a new one']) {
        expect(locationOf(await get(world, LATEST)), isolate).toBe(`${FIRST}/v1.18.2/cert-manager.yaml`)
        const { problems } = await (await get(world, '/api/v1/status')).json<{ problems: string[] }>()
        expect(problems.join()).toContain('release: must be a version')
        world.restart()
      }
    },
  )
})

describe('a file with two targets', () => {
  it('is had from the first, and from the second where the first has none', async () => {
    const world = await createDownloads({
      files: { '/both/{file}': [`${FIRST}/v9/{file}`, `${SECOND}/v1.19.0/{file}`] },
    })
    expect(locationOf(await get(world, '/both/cert-manager.yaml'))).toBe(
      `${SECOND}/v1.19.0/cert-manager.yaml`,
    )
    expect(world.seen()).toEqual(['quay file 404', 'mirror file 200'])
    expect(counted(world)).toEqual(['file_download both/cert-manager.yaml saved quay.example.com'])
    expect((await get(world, '/both/nothing')).status).toBe(404)
    expect(counted(world)).toEqual(['error both unknown_file'])
  })

  it.each(['500', 'refuse', 'hang'] as const)(
    'is had from the second while the first fails by %s',
    async (as) => {
      const world = await createDownloads()
      world.registries['quay']?.setSwitches({ failures: [{ on: ['file'], as }] })
      expect(locationOf(await get(world, `/both/${FILE}`))).toBe(`${SECOND}/${FILE}`)
      expect(counted(world)).toEqual(['file_download both/cmctl v1.19.0 linux/amd64 saved quay.example.com'])
    },
  )

  it('is led to the first when neither answers: the client may be luckier', async () => {
    const world = await createDownloads()
    for (const name of ['quay', 'mirror'])
      world.registries[name]?.setSwitches({ failures: [{ on: ['file'], as: 'refuse' }] })
    expect(locationOf(await get(world, `/both/${FILE}`))).toBe(`${FIRST}/${FILE}`)
  })

  it('is had from the second for everybody once the cron has seen the first dead, and from the first when it is well', async () => {
    stopClock()
    await emptyLedger()
    const world = await createDownloads()
    await get(world, `/both/${FILE}`)
    answerRoot(world, 503)
    await world.cron('* * * * *')
    world.restart()
    expect(locationOf(await get(world, `/both/${FILE}`))).toBe(`${SECOND}/${FILE}`)
    const { incidents } = await (await get(world, '/api/v1/incidents')).json<{ incidents: object[] }>()
    expect(incidents).toMatchObject([
      { kind: 'outage', from: 'https://quay.example.com', to: 'https://mirror.example.com', ended_at: null },
    ])
    answerRoot(world, 404)
    await world.cron('* * * * *')
    await world.cron('* * * * *')
    expect(locationOf(await get(world, `/both/${FILE}`))).toBe(`${FIRST}/${FILE}`)
    expect(
      (await (await get(world, '/api/v1/incidents')).json<{ incidents: object[] }>()).incidents,
    ).toHaveLength(1)
  })
})

/** How the first target answers `HEAD /`. */
function answerRoot(world: World, status: number): void {
  const network = vi.mocked(fetch).getMockImplementation()
  if (network === undefined) throw new Error('there is no network')
  vi.mocked(fetch).mockImplementation((input, init) =>
    new Request(input, init).url === `${world.registries['quay']?.origin ?? ''}/`
      ? Promise.resolve(new Response(null, { status }))
      : network(input, init),
  )
}

describe('what is none of a file', () => {
  // prettier-ignore
  it.each([
    ['GET', '/releases/v1', 404],
    ['GET', '/nothing', 404],
    ['POST', `/releases/${FILE}`, 405],
    ['PUT', '/nothing', 404],
    ['GET', '/releases/v1/..%2fx', 400],
    ['GET', '/releases/v1/a%0d%0ab', 400],
    ['GET', `/releases/v1/${'a'.repeat(10_000)}`, 414],
    ['GET', `/${'a'.repeat(10_000)}`, 414],
    ['GET', `/releases/v1/a?${'a'.repeat(10_000)}`, 414],
  ])('%s %s is answered with %i', async (method, path, status) => {
    const world = await createDownloads()
    const response = await world.ask(path, { method })
    expect([response.status, locationOf(response), world.seen()]).toEqual([status, null, []])
    if (status === 405) expect(response.headers.get('Allow')).toBe('GET, HEAD')
  })

  it("is anything of the gateway's own, even with a route for all the rest", async () => {
    const world = await createDownloads({ files: { '/{+path}': 'https://quay.example.com/{+path}' } })
    for (const path of [
      '/',
      '/api/x',
      '/admin/v1',
      '/pixel/x.png',
      '/badge/x',
      '/data/x',
      '/.well-known/x',
      '/%61pi/x',
      '/v2x',
    ]) {
      expect([path, locationOf(await get(world, path))]).toEqual([
        path,
        path === '/v2x' ? 'https://quay.example.com/v2x' : null,
      ])
    }
    expect((await get(world, '/v2/')).status).toBe(200)
    // A host in a path is a path.
    expect(locationOf(await get(world, '/https:%2f%2fevil.example'))).toBeNull()
    expect(locationOf(await get(world, '//evil.example/x'))).toBeNull()
    expect(locationOf(await get(world, '/https://evil.example'))).toBeNull()
  })
})

it('without any configuration there is nothing to lead to, and the gateway says so', async () => {
  const world = await createDownloads()
  for (const key of ['routes', 'routes:last-good']) await env.CONFIG.delete(key)
  world.restart()
  for (const path of [`/releases/${FILE}`, '/charts/index.yaml', '/pixel/docs.gif'])
    expect([path, (await get(world, path)).status]).toEqual([path, 503])
  expect((await get(world, '/api/v1/nothing')).status).toBe(404)
})

it('a repaired host is asked again', async () => {
  const advance = stopClock()
  const world = await createDownloads()
  world.registries['quay']?.setSwitches({ failures: [{ on: ['file'], as: '500' }] })
  await get(world, '/releases/v9.9.9/made-up.yaml')
  expect(counted(world)).toEqual(['file_download releases/made-up.yaml v9.9.9'])
  repair(world, 'quay')
  advance(61)
  await get(world, '/releases/v9.9.9/made-up.yaml')
  expect(counted(world)).toEqual(['error releases unknown_file'])
})
