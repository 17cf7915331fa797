// What everybody may read: ETags, methods, origins and the edge's cache.
import { env } from 'cloudflare:workers'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { event } from '../analytics/store.ts'
import { NOW, takeIn } from '../analytics/stats/history.ts'
import { emptyLedger } from '../analytics/store.ts'
import { type Api, createApi, stopClockAt } from './api/scene.ts'

let api: Api
beforeEach(async () => {
  stopClockAt(NOW)
  await emptyLedger()
  await takeIn([event({ at: NOW - 1000 })])
  api = await createApi({ PAGE_TTL_SECONDS: 60 })
})
afterEach(() => {
  vi.useRealTimers()
  vi.restoreAllMocks()
})

const STATS = '/api/v1/stats?from=2028-03-15'
const countOf = async (path: string) => (await api.ask(path)).rows[0]?.[1]

describe('an answer', () => {
  it('may be read from any origin, is kept for a while, and has an ETag', async () => {
    const response = await api.world.ask(STATS)
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'access-control-allow-origin': '*',
      'access-control-expose-headers': 'ETag',
      'cache-control': 'public, max-age=60',
      'content-type': 'application/json',
      'x-content-type-options': 'nosniff',
      etag: expect.stringMatching(/^"[0-9a-f]{24}"$/) as string,
    })
  })

  it.each(['made anew', 'kept'])('that is known already is 304 without a body when %s', async (how) => {
    const etag = (await api.world.ask(STATS)).headers.get('ETag') ?? ''
    if (how === 'made anew') api = await createApi({ PAGE_TTL_SECONDS: 0 })
    for (const wanted of [etag, `W/${etag}`, `"0", ${etag}`, '*']) {
      const response = await api.world.ask(STATS, { headers: { 'If-None-Match': wanted } })
      expect([response.status, await response.text()]).toEqual([304, ''])
      expect(response.headers.get('ETag')).toBe(etag)
      expect(response.headers.get('Access-Control-Allow-Origin')).toBe('*')
    }
    for (const wanted of ['"0"', etag.slice(1, -1)]) {
      const response = await api.world.ask(STATS, { headers: { 'If-None-Match': wanted } })
      expect(response.status).toBe(200)
      await response.text()
    }
  })

  it('has another ETag when a number has changed', async () => {
    const before = (await api.world.ask(STATS)).headers.get('ETag')
    await takeIn([event({ at: NOW - 2000 })])
    api = await createApi({ PAGE_TTL_SECONDS: 0 })
    expect((await api.world.ask(STATS)).headers.get('ETag')).not.toBe(before)
  })

  it('to HEAD is the one to GET without its body, kept or not', async () => {
    const head = await api.world.ask(STATS, { method: 'HEAD' })
    const get = await api.world.ask(STATS)
    const again = await api.world.ask(STATS, { method: 'HEAD' })
    expect([head.status, await head.text(), await again.text()]).toEqual([200, '', ''])
    expect((await get.text()).length).toBeGreaterThan(100)
    for (const { headers } of [head, again]) {
      expect(headers.get('ETag')).toBe(get.headers.get('ETag'))
      expect(headers.get('Content-Type')).toBe('application/json')
    }
  })

  it('of a refusal may be read from any origin, and is not kept', async () => {
    const response = await api.world.ask('/api/v1/stats?artifact=new-one')
    expect([response.status, response.headers.get('Access-Control-Allow-Origin')]).toEqual([400, '*'])
    expect([response.headers.get('Cache-Control'), response.headers.get('ETag')]).toEqual(['no-store', null])
    await response.text()
    await takeIn([event({ artifact: 'new-one', at: NOW - 1000 })])
    expect((await api.ask('/api/v1/stats?artifact=new-one&from=2028-03-15')).rows).toEqual([
      ['2028-03-15', 1],
    ])
  })
})

describe('the edge’s cache', () => {
  it('has one answer for one question, however it is put and whoever asks', async () => {
    expect(await countOf(`${STATS}&metric=pull`)).toBe(1)
    await takeIn([event({ at: NOW - 2000 })])
    expect(await countOf(`/api/v1/stats?metric=pull&from=2028-03-15`)).toBe(1)
    const strange = await api.world.ask(`${STATS}&metric=pull`, {
      headers: {
        Range: 'bytes=0-3',
        Origin: 'https://evil.example',
        'Cache-Control': 'no-cache',
        Cookie: 'a=b',
      },
    })
    expect(strange.status).toBe(200)
    expect(await strange.json()).toMatchObject({ rows: [['2028-03-15', 1]] })
  })

  it('has different answers for different questions', async () => {
    expect((await api.ask(STATS)).columns).toEqual(['day', 'count'])
    expect((await api.ask(`${STATS}&by=class`)).columns).toEqual(['day', 'class', 'count'])
    expect(await api.csv(`${STATS}&format=csv`)).toMatch(/^day,count\r\n/)
    expect((await api.ask(`${STATS}&format=json`)).columns).toEqual(['day', 'count'])
  })

  it('is filled by nothing but GET and HEAD', async () => {
    for (const method of ['POST', 'PUT', 'DELETE', 'OPTIONS']) {
      await (await api.world.ask(STATS, { method })).text()
    }
    await takeIn([event({ at: NOW - 2000 })])
    expect(await countOf(STATS)).toBe(2)
  })

  it('keeps nothing that is about the present moment', async () => {
    for (const path of ['/api/v1/status', '/api/v1/incidents', '/api/v1/hosts']) {
      expect((await api.world.ask(path)).headers.get('Cache-Control')).toBe('no-store')
    }
    await env.CONFIG.put('upstream', 'nobody')
    expect(await (await api.world.ask('/api/v1/status')).text()).toContain('nobody')
    await env.CONFIG.delete('upstream')
  })
})

describe('another method', () => {
  it('is answered before a browser asks from another origin', async () => {
    const response = await api.world.ask(STATS, { method: 'OPTIONS' })
    expect(response.status).toBe(204)
    expect(response.headers.get('Access-Control-Allow-Methods')).toBe('GET, HEAD, OPTIONS')
    expect(response.headers.get('Access-Control-Allow-Origin')).toBe('*')
  })

  it.each(['POST', 'PUT', 'PATCH', 'DELETE'])('%s is not allowed', async (method) => {
    const response = await api.world.ask(STATS, { method })
    expect([response.status, response.headers.get('Allow')]).toEqual([405, 'GET, HEAD, OPTIONS'])
    expect(await response.json()).toEqual({ error: 'only GET, HEAD, OPTIONS here' })
  })
})

it.each(['/api/v1/unknown', '/api/v1', '/api/v1/stats/', '/api/v2/stats'])(
  '%s is a 404 in JSON',
  async (path) => {
    const response = await api.world.ask(path)
    expect([response.status, response.headers.get('Content-Type')]).toEqual([404, 'application/json'])
    expect(await response.json()).toHaveProperty('error')
  },
)
