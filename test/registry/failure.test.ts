import { describe, expect, it } from 'vitest'
import { digestOf } from './content/digest.ts'
import { BY_TAG, CONTROLLER, locationOf, standIn } from './fixture.ts'
import type { Failure } from './switches.ts'

const failing = (as: Failure['as'], more: Partial<Failure> = {}) =>
  standIn({ acceptStrict: false, failures: [{ on: ['manifest', 'cdn'], as, ...more }] })

const hashOf = async (response: Response) => digestOf(new Uint8Array(await response.arrayBuffer()))

describe('a failure', () => {
  it.each(['500', '503', '429'] as const)('answers %s, with Retry-After if told', async (as) => {
    const { ask } = await failing(as, { retryAfterSeconds: 7 })
    const answer = await ask(BY_TAG)
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([Number(as), '7'])
  })

  it('answers a page where a manifest was asked for', async () => {
    const { ask } = await failing('html')
    const answer = await ask(BY_TAG)
    expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'text/html'])
  })

  it('closes the connection', async () => {
    const { ask, registry } = await failing('refuse')
    await expect(ask(BY_TAG)).rejects.toThrow('refused on purpose')
    expect(registry.requests().requests[0]?.status).toBe(0)
  })

  it('hangs until the client goes away', async () => {
    const { ask } = await failing('hang')
    const signal = AbortSignal.timeout(30)
    await expect(ask(BY_TAG, {}, { signal })).rejects.toThrow()
    expect(signal.aborted).toBe(true)
  })

  it('breaks off a body whose length it has promised', async () => {
    const { ask, indexDigest } = await failing('truncated')
    const answer = await ask(`/v2/${CONTROLLER}/manifests/${indexDigest}`)
    expect([answer.status, Number(answer.headers.get('content-length')) > 0]).toEqual([200, true])
    await expect(answer.arrayBuffer()).rejects.toThrow()
  })

  it('lies about a manifest that is still a manifest, and about a blob of the right length', async () => {
    const { ask, indexDigest, blobPath, blobDigest } = await failing('wrong-bytes')
    const manifest = await ask(`/v2/${CONTROLLER}/manifests/${indexDigest}`)
    expect(manifest.headers.get('docker-content-digest')).toBe(indexDigest)
    const text = await manifest.clone().text()
    expect(JSON.parse(text)).toHaveProperty('manifests')
    expect(await hashOf(manifest)).not.toBe(indexDigest)
    const blob = await ask(locationOf(await ask(blobPath)))
    expect([blob.status, (await hashOf(blob)) === blobDigest]).toEqual([200, false])
  })

  it('passes after so many times, and touches only the kinds it names', async () => {
    const { ask } = await failing('503', { times: 2 })
    expect((await ask('/v2/')).status).toBe(200)
    const statuses = []
    for (let time = 0; time < 3; time++) statuses.push((await ask(BY_TAG)).status)
    expect(statuses).toEqual([503, 503, 200])
  })
})
