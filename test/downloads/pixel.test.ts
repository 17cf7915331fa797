import { afterEach, describe, expect, it } from 'vitest'
import { type World } from '../gateway/world.ts'
import { answering, restoreAll, stopClock } from '../gateway/scene.ts'
import { SITE, counted, createDownloads, publishPage } from './world.ts'

afterEach(restoreAll)

const PIXEL = '/pixel/docs.gif'
const BROWSER = 'Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0'
const view = (world: World, page: string, headers: Record<string, string> = {}) =>
  world.ask(PIXEL, { headers: { 'User-Agent': BROWSER, Referer: SITE + page, ...headers } })

describe('a pixel', () => {
  it('is one transparent dot that no shared cache keeps', async () => {
    const world = await createDownloads()
    publishPage(world, '/')
    for (const method of ['GET', 'HEAD']) {
      const response = await world.ask(PIXEL, { method, headers: { Referer: `${SITE}/` } })
      expect(Object.fromEntries(response.headers)).toMatchObject({
        'content-type': 'image/gif',
        'content-length': '42',
        'cache-control': 'private, no-cache',
        'cdn-cache-control': 'no-store',
      })
      expect(response.headers.get('Set-Cookie')).toBeNull()
      const bytes = new Uint8Array(await response.arrayBuffer())
      expect(new TextDecoder().decode(bytes.slice(0, 6))).toBe(method === 'GET' ? 'GIF89a' : '')
    }
    // HEAD is no view.
    expect(counted(world)).toEqual(['page_view docs/index', 'visit docs'])
  })

  // prettier-ignore
  it.each([
    ['/pixel/nothing.gif', 404], ['/pixel/docs.png', 404], ['/pixel/', 404], ['/pixel/docs.gif/x', 404],
    ['/pixel/..%2fdocs.gif', 404], [`/pixel/${'a'.repeat(10_000)}.gif`, 414], [`${PIXEL}?page=${'a'.repeat(10_000)}`, 414],
  ])('%s is answered with %i and counted as nothing', async (path, status) => {
    const world = await createDownloads()
    expect((await world.ask(path, { headers: { Referer: `${SITE}/` } })).status).toBe(status)
    expect((await world.ask(PIXEL, { method: 'POST' })).status).toBe(405)
    expect(counted(world)).toEqual([])
  })
})

describe('a page', () => {
  // prettier-ignore
  it.each([
    // ?page=, Referer, counted as
    [null, `${SITE}/guide`, 'docs/guide'],
    [null, `${SITE}/guide/`, 'docs/guide'],
    [null, `${SITE}//guide/index.html?utm=x#y`, 'docs/guide'],
    [null, `${SITE}/`, 'docs/index'],
    [null, 'https://docs.example.org/guide', 'docs/guide'],
    ['/guide', null, 'docs/guide'],
    [`${SITE}/guide`, null, 'docs/guide'],
    ['/guide', `${SITE}/other`, 'docs/guide'],
    ['/a/../guide', null, 'docs/guide'],
    // What the site has not is a view of the site.
    [null, `${SITE}/made-up`, 'docs'],
    ['/%2e%2e%2fguide', null, 'docs'],
    [`/${'a'.repeat(201)}`, null, 'docs'],
    // What is not of the site is not counted.
    ['//evil.example/guide', null, null],
    ['https://evil.example/guide', `${SITE}/guide`, null],
    ['/guide', 'https://evil.example/', null],
    [null, 'https://evil.example/guide', null],
    [null, 'https://quay.example.com.evil.example/guide', null],
    [null, 'http://quay.example.com/guide', null],
    [null, 'no address', null],
    [null, null, null],
    ['javascript:alert(1)', null, null],
  ])('?page=%s with the Referer %s is %s', async (page, referer, artifact) => {
    const world = await createDownloads()
    for (const there of ['/', '/guide']) publishPage(world, there)
    const path = page === null ? PIXEL : `${PIXEL}?page=${encodeURIComponent(page)}`
    const response = await world.ask(path, { headers: referer === null ? {} : { Referer: referer } })
    expect(response.status).toBe(200)
    expect(counted(world)[0]).toBe(artifact === null ? 'dropped foreign_page' : `page_view ${artifact}`)
  })

  it('is counted while its site is silent, or sends to another form of its address', async () => {
    const world = await createDownloads()
    answering(
      world,
      ['quay', '/moved'],
      () => new Response(null, { status: 301, headers: { Location: '/moved/' } }),
    )
    answering(
      world,
      ['quay', '/login'],
      () => new Response(null, { status: 302, headers: { Location: '/other' } }),
    )
    answering(world, ['quay', '/slow'], () => new Response(null, { status: 503 }))
    for (const page of ['/moved', '/login', '/slow'])
      await view(world, page, { 'If-Modified-Since': new Date().toUTCString() })
    expect(counted(world)).toEqual(['page_view docs/moved', 'page_view docs', 'page_view docs/slow'])
  })
})

describe('a reader', () => {
  it.each([{ DNT: '1' }, { 'Sec-GPC': '1' }])('who says %j is not counted, and that is', async (headers) => {
    const world = await createDownloads()
    const response = await view(world, '/guide', headers)
    expect([response.status, response.headers.get('Last-Modified')]).toEqual([200, null])
    const [message, ...others] = world.sent()
    expect(others).toEqual([])
    // Nothing else about it goes anywhere.
    const { id = '', at = 0 } = message?.dropped ?? {}
    expect(message).toEqual({
      event: null,
      fact: null,
      host: null,
      dropped: { id, at, reason: 'do_not_track' },
    })
    expect(world.points()).toEqual([])
  })

  it('comes once a day, however many pages are read', async () => {
    const advance = stopClock()
    const world = await createDownloads()
    for (const there of ['/', '/guide']) publishPage(world, there)
    const first = await view(world, '/guide')
    const stamp = first.headers.get('Last-Modified') ?? ''
    // The same for all readers of a day.
    expect(stamp).toMatch(/ 00:00:00 GMT$/)
    await view(world, '/', { 'If-Modified-Since': stamp })
    expect(counted(world)).toEqual(['page_view docs/guide', 'visit docs', 'page_view docs/index'])
    advance(24 * 60 * 60)
    const next = await view(world, '/guide', { 'If-Modified-Since': stamp })
    expect([next.status, next.headers.get('Last-Modified') === stamp]).toEqual([200, false])
    expect(counted(world)).toEqual(['page_view docs/guide', 'visit docs'])
  })

  // prettier-ignore
  it.each([
    [BROWSER, 'browser', 'browser'],
    ['Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)', 'unknown', 'bot'],
    ['Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) HeadlessChrome/128.0.0.0 Safari/537.36', 'unknown', 'bot'],
    ['Mozilla/5.0 (Linux; Android 9; CUBOT X19) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/128.0 Mobile Safari/537.36', 'browser', 'browser'],
    ['curl/8.9.1', 'tool', 'curl'],
  ])('with %s is of the class %s', async (agent, of, client) => {
    const world = await createDownloads()
    publishPage(world, '/guide')
    await view(world, '/guide', { 'User-Agent': agent })
    expect(world.sent()[0]?.event).toMatchObject({ metric: 'page_view', class: of, client })
  })
})
