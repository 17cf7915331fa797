import { createExecutionContext } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { edgeOf } from '../../../src/edge.ts'

// What has been read is kept by the module.
beforeEach(() => void vi.resetModules())
afterEach(() => void vi.restoreAllMocks())

describe('the shapes of the map', () => {
  it('are read once', async () => {
    const { readWorld } = await import('../../../src/site/map/world.ts')
    const readAsset = vi.fn(edgeOf(env, createExecutionContext()).readAsset)
    const world = await readWorld({ readAsset })
    expect(world?.shapes['DE']).toMatch(/^M[\d -]/)
    expect(await readWorld({ readAsset })).toBe(world)
    expect(readAsset).toHaveBeenCalledOnce()
  })

  it('are a line in the logs where they cannot be read, and are asked for again', async () => {
    const { readWorld } = await import('../../../src/site/map/world.ts')
    const { readAsset } = edgeOf(env, createExecutionContext())
    const log = vi.spyOn(console, 'error').mockReturnValue()
    expect(await readWorld({ readAsset: () => Promise.reject(new Error('no such file')) })).toBeNull()
    expect(log).toHaveBeenCalledOnce()
    expect(await readWorld({ readAsset })).not.toBeNull()
  })
})
