import { describe, expect, it } from 'vitest'
import { digestOf } from './content/digest.ts'
import { locationOf, newClock, standIn } from './fixture.ts'

describe('GET and HEAD /v2/<name>/blobs/<digest>', () => {
  it('redirects to the CDN, which has the bytes', async () => {
    const { ask, blobPath, blobDigest } = await standIn({
      redirectCacheControl: 'max-age=31536000',
      redirectStatus: 302,
    })
    const answer = await ask(blobPath)
    expect([answer.status, answer.headers.get('cache-control')]).toEqual([302, 'max-age=31536000'])
    expect(new URL(locationOf(answer)).origin).toBe('https://cdn.test')
    const bytes = new Uint8Array(await (await ask(locationOf(answer))).arrayBuffer())
    expect(await digestOf(bytes)).toBe(blobDigest)
  })

  it('redirects to a path of its own', async () => {
    const { ask, blobPath, registry } = await standIn({ location: 'relative' })
    const location = locationOf(await ask(blobPath))
    expect(location).toMatch(/^\/blobs\//)
    // A client's token comes along on the same host, and does no harm there.
    expect((await ask(location, { authorization: 'Bearer x' })).status).toBe(200)
    expect(registry.requests().counts).toEqual({ blob: 1, cdn: 1 })
  })

  it('redirects to nowhere', async () => {
    const { ask, blobPath } = await standIn({ location: 'nowhere' })
    expect(locationOf(await ask(blobPath))).toMatch(/^https:\/\/127\.0\.0\.1:1\//)
  })

  it('answers with the bytes, or a part of them', async () => {
    const { ask, blobPath } = await standIn({ blobs: 'bytes' })
    const whole = new Uint8Array(await (await ask(blobPath)).arrayBuffer())
    const part = await ask(blobPath, { range: 'bytes=100-' })
    expect([part.status, part.headers.get('content-range')]).toEqual([
      206,
      `bytes 100-${whole.length - 1}/${whole.length}`,
    ])
    expect(new Uint8Array(await part.arrayBuffer())).toEqual(whole.slice(100))
  })

  it('answers HEAD itself, or with a redirect signed for HEAD', async () => {
    const { ask, blobPath, registry } = await standIn()
    const head = await ask(blobPath, {}, { method: 'HEAD' })
    expect([head.status, Number(head.headers.get('content-length'))]).toEqual([200, expect.any(Number)])
    registry.setSwitches({ blobHead: 'redirect' })
    const redirect = await ask(blobPath, {}, { method: 'HEAD' })
    expect(redirect.status).toBe(307)
    expect((await ask(locationOf(redirect), {}, { method: 'HEAD' })).status).toBe(200)
  })
})

describe('the CDN', () => {
  it('refuses a second kind of credentials', async () => {
    const { ask, blobPath } = await standIn()
    const answer = await ask(locationOf(await ask(blobPath)), { authorization: 'Bearer x' })
    expect([answer.status, await answer.text()]).toEqual([
      400,
      expect.stringContaining('Only one auth mechanism allowed'),
    ])
  })

  it('refuses HEAD on what was signed for GET, other signatures, and old ones', async () => {
    const clock = newClock()
    const { ask, blobPath } = await standIn({ signedUrlTtlSeconds: 60 }, clock)
    const location = locationOf(await ask(blobPath))
    expect((await ask(location, {}, { method: 'HEAD' })).status).toBe(403)
    expect((await ask(location.replace(/signature=./, 'signature=x'))).status).toBe(403)
    clock.at += 59_000
    expect((await ask(location)).status).toBe(200)
    clock.at += 1000
    expect((await ask(location)).status).toBe(403)
  })

  it.each([
    ['bytes=0-9', 206, 'bytes 0-9/'],
    ['bytes=-5', 206, 'bytes '],
    ['bytes=99999999-', 416, 'bytes */'],
    ['lines=1-2', 200, ''],
  ])('answers %s with %i', async (range, status, contentRange) => {
    const { ask, blobPath } = await standIn()
    const answer = await ask(locationOf(await ask(blobPath)), { range })
    expect(answer.status).toBe(status)
    expect(answer.headers.get('content-range') ?? '').toMatch(contentRange)
  })
})
