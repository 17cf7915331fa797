// What people behind a firewall read: the same as programs, at /hosts and as a plain list at /hosts.txt.
import { env } from 'cloudflare:workers'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import * as z from 'zod'
import { keepContentHosts } from '../../../src/analytics/content-host.ts'
import { parseRoutes } from '../../../src/routing/parse.ts'
import { NOW } from '../../analytics/stats/history.ts'
import { emptyLedger } from '../../analytics/store.ts'
import { restoreAll } from '../../gateway/scene.ts'
import { type World, createWorld } from '../../gateway/world.ts'
import { stopClockAt } from '../api/scene.ts'
import { findAll, rowsOf, textsOf } from '../chart/page.ts'

const DAY_MS = 24 * 60 * 60 * 1000

beforeEach(async () => {
  stopClockAt(NOW)
  await emptyLedger()
})
afterEach(restoreAll)

const pageOf = async (world: World) => (await world.ask('/hosts')).text()
const listOf = async (world: World) => (await (await world.ask('/hosts.txt')).text()).trimEnd().split('\n')

/** A gateway before two registries and GitHub, at which two content hosts were seen. */
async function createSeen(): Promise<World> {
  const world = await createWorld({
    upstreams: { quay: {}, ghcr: {} },
    routes: { files: { '/releases/{+path}': 'https://github.example/{+path}' } },
    vars: { PAGE_TTL_SECONDS: 0 },
  })
  await keepContentHosts(env.DB, [{ upstream: 'quay', host: 'cdn01.quay.example' }], NOW - 3 * DAY_MS)
  await keepContentHosts(env.DB, [{ upstream: 'ghcr', host: 'ghcr.example.com' }], NOW)
  return world
}

describe('GET /hosts', () => {
  it('says what each host is for, and when layers last came from it', async () => {
    const world = await createSeen()
    expect(await rowsOf(await pageOf(world))).toEqual([
      [new URL(world.origin).host, 'the gateway'],
      ['quay.example.com', 'registry quay'],
      ['ghcr.example.com', 'registry ghcr; layers of ghcr, last on 15 Mar 2028'],
      ['cdn01.quay.example', 'layers of quay, last on 12 Mar 2028'],
      ['github.example', 'files of /releases/{+path}'],
    ])
  })

  it('names the hosts that the API names, in its list to copy and as plain text', async () => {
    const world = await createSeen()
    const answer = z.object({ hosts: z.array(z.string()) })
    const { hosts } = answer.parse(await (await world.ask('/api/v1/hosts')).json())
    expect(hosts).toHaveLength(5)
    expect(await textsOf(await pageOf(world), '#list code')).toEqual([hosts.join('\n')])
    expect(await listOf(world)).toEqual(hosts)
    expect((await world.ask('/hosts.txt')).headers.get('Content-Type')).toBe('text/plain; charset=utf-8')
  })

  it('lists where GitHub redirects files on to, and says by whom', async () => {
    const world = await createWorld({
      upstreams: { quay: {} },
      routes: { files: { '/f/{file}': 'https://github.com/owner/project/releases/download/v1/{file}' } },
      vars: { PAGE_TTL_SECONDS: 0 },
    })
    const further = ['release-assets.githubusercontent.com', 'objects.githubusercontent.com']
    expect((await listOf(world)).slice(2)).toEqual(['github.com', ...further])
    expect((await rowsOf(await pageOf(world))).slice(2)).toEqual([
      ['github.com', 'files of /f/{file}'],
      ...further.map((host) => [host, 'files of /f/{file}, redirected by github.com']),
    ])
  })

  it('says how to find the host that is blocked, at this very address', async () => {
    const world = await createSeen()
    const commands = await textsOf(await pageOf(world), '#doctor pre')
    expect(commands.join('\n')).toContain(
      `npx --no -- fairlead doctor ${new URL(world.origin).host}/NAME:TAG`,
    )
    expect(commands.join('\n')).toContain(`curl -s ${world.origin}/hosts.txt`)
  })

  it('says so where nothing has been seen or configured yet', async () => {
    const world = await createWorld({ upstreams: { quay: {} }, vars: { PAGE_TTL_SECONDS: 0 } })
    expect(await pageOf(world)).toContain('content hosts are missing here')
    for (const { name } of (await env.CONFIG.list()).keys) await env.CONFIG.delete(name)
    world.restart()
    const page = await pageOf(world)
    expect(page).toContain('its registries are not known')
    expect(await rowsOf(page)).toHaveLength(1)
  })

  it('writes a host that is markup as text', async () => {
    const world = await createSeen()
    const host = '<img src=x>&amp;'
    await keepContentHosts(env.DB, [{ upstream: '<b>', host }], NOW)
    const page = await pageOf(world)
    expect(await findAll(page, 'img, b')).toEqual([])
    expect((await rowsOf(page)).map(([name]) => name)).toContain(host)
  })

  it('names the newest hundred content hosts, should a registry have one for each layer', async () => {
    const world = await createWorld({ upstreams: { quay: {} }, vars: { PAGE_TTL_SECONDS: 0 } })
    const seen = (count: number, mark: string) =>
      Array.from({ length: count }, (_, at) => ({ upstream: 'quay', host: `${mark}${at}.example` }))
    await keepContentHosts(env.DB, seen(150, 'a-old'), NOW - DAY_MS)
    await keepContentHosts(env.DB, seen(60, 'b-new'), NOW)
    const hosts = await listOf(world)
    expect(hosts).toHaveLength(102)
    expect(hosts.filter((host) => host.startsWith('b-new'))).toHaveLength(60)
  })

  it('is kept at the edge, with its headers, like every page', async () => {
    const world = await createWorld({ upstreams: { quay: {} } })
    const { headers } = await world.ask('/hosts')
    expect(headers.get('Cache-Control')).toBe('public, max-age=60')
    expect(headers.get('Content-Security-Policy')).toContain("default-src 'none'")
    const before = await pageOf(world)
    await keepContentHosts(env.DB, [{ upstream: 'quay', host: 'cdn09.quay.example' }], NOW)
    expect(await pageOf(world)).toBe(before)
    expect((await world.ask('/hosts', { method: 'POST' })).status).toBe(405)
  })

  it('is linked from every page', async () => {
    const world = await createSeen()
    const page = await (await world.ask('/')).text()
    expect((await findAll(page, '.foot a')).map(({ attributes }) => attributes['href'])).toContain('/hosts')
  })
})

describe('the paths of the hosts', () => {
  it.each(['/hosts', '/hosts/{file}', '/hosts.txt', '/%68osts'])('are nobody else’s: %s', (path) => {
    const upstreams = { quay: { registry: 'https://quay.io' } }
    for (const fields of [
      { files: { [path]: 'https://github.com/x' } },
      { helm: { [path]: 'https://c.example' } },
    ]) {
      const { document, problems } = parseRoutes(JSON.stringify({ upstreams, repositories: {}, ...fields }))
      expect([document, problems?.join()], JSON.stringify(fields)).toEqual([
        null,
        expect.stringContaining('own'),
      ])
    }
  })

  it('are not taken by a route that fits everything', async () => {
    const world = await createWorld({
      upstreams: { quay: {} },
      routes: { files: { '/{+path}': 'https://github.example/{+path}' } },
    })
    expect((await world.ask('/hosts', { redirect: 'manual' })).status).toBe(200)
    expect((await world.ask('/hosts.txt', { redirect: 'manual' })).status).toBe(200)
    expect((await world.ask('/hosts/x', { redirect: 'manual' })).status).toBe(404)
  })
})
