import { env } from 'cloudflare:workers'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { SEAL_KEY } from '../../../src/gateway/handshake/seal-key.ts'
import { overriding } from '../../analytics/fault.ts'
import { emptyLedger } from '../../analytics/store.ts'
import { restoreAll, stopClock } from '../scene.ts'
import { type World, errorOf } from '../world.ts'
import * as scene from './scene.ts'
import { ANN, TAG, read, tokenFor } from './scene.ts'

let world: World

beforeEach(async () => {
  vi.spyOn(console, 'error').mockReturnValue()
  world = await scene.createTokenWorld()
})
afterEach(restoreAll)

describe('the key', () => {
  it('of the secret opens what other isolates have sealed, without KV', async () => {
    const vars = { TOKEN_SECRET: 'a secret of at least 32 characters' }
    world = await scene.createTokenWorld({ vars })
    const token = await tokenFor(world.ask, ANN)
    world.restart()
    expect((await read(world.ask, TAG, token)).status).toBe(200)
    expect(await env.CONFIG.get(SEAL_KEY)).toBeNull()
  })

  it('without one is made once and kept', async () => {
    const token = await tokenFor(world.ask, ANN)
    const kept = await env.CONFIG.get(SEAL_KEY)
    expect(kept).toHaveLength(44)
    world.restart()
    expect((await read(world.ask, TAG, token)).status).toBe(200)
    expect(await env.CONFIG.get(SEAL_KEY)).toBe(kept)
  })

  it('made by two isolates at once is the same for both a minute later', async () => {
    const move = stopClock()
    const one = world.keepIsolate()
    await tokenFor(one, ANN)
    // As if KV had not got around to telling the other one of it.
    await env.CONFIG.delete(SEAL_KEY)
    world.restart()
    const other = world.keepIsolate()
    const others = await tokenFor(other, ANN)
    expect((await read(one, TAG, others)).status).toBe(401)
    move(61)
    const fresh = await tokenFor(other, ANN)
    for (const isolate of [one, other]) expect((await read(isolate, TAG, fresh)).status).toBe(200)
  })

  it('is made by the cron before anybody comes, in token mode', async () => {
    await emptyLedger()
    await world.cron('* * * * *')
    expect(await env.CONFIG.get(SEAL_KEY)).not.toBeNull()
  })

  it('that cannot be had is a clear error, and stays in use where it is known', async () => {
    let isDown = false
    const get = (key: string, ...rest: []) =>
      isDown && key === SEAL_KEY ? Promise.reject(new Error('KV is down')) : env.CONFIG.get(key, ...rest)
    world = await scene.createTokenWorld({ vars: { CONFIG: overriding(env.CONFIG, { get }) } })
    const token = await tokenFor(world.ask, ANN)
    isDown = true
    const move = stopClock()
    move(61)
    expect((await read(world.ask, TAG, token)).status).toBe(200)
    world.restart()
    const response = await read(world.ask, TAG, token)
    expect(response.status).toBe(503)
    expect((await errorOf(response)).message).toContain('try again in a minute')
  })
})
